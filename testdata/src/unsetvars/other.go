//go:build ignore

package unsetvars

func init() { elsewhere = func(any) {} }
