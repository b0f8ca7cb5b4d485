BEGIN { RS = "[\r\n]+"; FS = "[ =,]+" }
/val_loss/ { print $2 + 0, "L", $(NF - 2); print $2 + 0, "val", $NF + 0 }
