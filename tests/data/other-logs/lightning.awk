BEGIN { RS = "[\r\n]+" }
$3 ~ /100%/ { sub(/.*=/, "", $NF); sub(/]/, "", $NF); print $2 + 0, "L", $NF }
