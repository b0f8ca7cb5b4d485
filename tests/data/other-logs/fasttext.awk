BEGIN { RS = "[\r\n]+" }
$1 == "Progress:" { print count + 0, "lr", $6; print count++, "L", $8 }
