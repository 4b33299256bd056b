// Package runtime carries the source of runtime/supervised, so that the
// command can write a copy of it into the module that it fixes.
package runtime

import "embed"

// Source holds the Go files of the package supervised under "supervised/", and
// those of supervisedhttp below it, their tests included; whoever copies the
// packages leaves those out.
//
//go:embed supervised/*.go supervised/supervisedhttp/*.go
var Source embed.FS
