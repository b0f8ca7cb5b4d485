BEGIN { OFMT = "%.17g" }
/ images$/ { print $1 + 0, "L", $2 + 0; print $1 + 0, "avg", $3 }
