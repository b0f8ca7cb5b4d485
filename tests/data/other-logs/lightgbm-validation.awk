/binary_logloss/ { gsub(/[][]/, ""); print $1, "L", $NF }
