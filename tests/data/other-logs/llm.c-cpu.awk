$1 == "step" { print $2 + 0, "L", $5 }
