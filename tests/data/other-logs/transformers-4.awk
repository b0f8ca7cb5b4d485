BEGIN { FS = "[:,]"; OFMT = "%.17g" }
/^{'loss/ { print count + 0, "L", $2 + 0; print count++, "lr", $6 + 0 }
