$1 == "epoch" { print $2, "L", $4 }
