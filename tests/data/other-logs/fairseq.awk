BEGIN { FS = "\"" }
/train_inner/ { print $24, "L", $8; print $24, "lr", $28 }
