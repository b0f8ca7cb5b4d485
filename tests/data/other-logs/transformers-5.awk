BEGIN { FS = "'" }
$2 == "loss" { print count + 0, "L", $4; print count++, "lr", $12 }
