BEGIN { OFMT = "%.17g" }
{ print $2 + 0, "L", $4 + 0 }
