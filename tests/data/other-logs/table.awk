BEGIN { FS = "," }
NR > 1 { print $1, "L", $3 }
