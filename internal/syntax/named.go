package syntax

import "go/types"

// IsNamed reports whether t, or what it points to, is the named type path.name.
func IsNamed(t types.Type, path, name string) bool {
	if t == nil {
		return false
	}
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return false
	}
	obj := named.Obj()
	return obj.Name() == name && obj.Pkg() != nil && obj.Pkg().Path() == path
}

// IsCancelFunc reports whether t is context.CancelFunc or context.CancelCauseFunc.
func IsCancelFunc(t types.Type) bool {
	return IsNamed(t, "context", "CancelFunc") || IsNamed(t, "context", "CancelCauseFunc")
}

// IsContext reports whether t is context.Context.
func IsContext(t types.Type) bool {
	return t != nil && !IsPointer(t) && IsNamed(t, "context", "Context")
}

// IsPointer reports whether t is a pointer type.
func IsPointer(t types.Type) bool {
	_, ok := t.Underlying().(*types.Pointer)
	return ok
}
