/iter\/s/ { print $6, "L", $NF }
/ lr = / { print $6 + 0, "lr", $NF }
