// Package lib has a setting of another package, which another build may change.
package lib

const Debug = false
