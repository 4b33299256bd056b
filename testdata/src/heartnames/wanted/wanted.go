// Package wanted has the names that probes elsewhere expect. // want package:`exports All: scheduler farthest, exports Names: scheduler fetched`
package wanted

import "os"

// All was not read in another package, nor what Names returns.
var All = []string{"scheduler", "farthest"}

func Names() []string { return []string{"scheduler", "fetched"} }

// Some may be any.
func Some() []string { return os.Args }
