package known

import "go/types"

// Decodes reports whether fn sets what its last argument points to as its input says, to nil as well.
func Decodes(fn *types.Func) bool {
	if fn == nil {
		return false
	}
	switch fn.FullName() {
	case "encoding/json.Unmarshal", "(*encoding/json.Decoder).Decode":
		return true
	}
	return false
}
