$1 == "Iteration" { print $2 + 0, "L", $5 }
