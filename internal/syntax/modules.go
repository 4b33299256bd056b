package syntax

import "strings"

// stdRoots are the first elements of the standard library's import paths.
var stdRoots = func() map[string]bool {
	roots := make(map[string]bool)
	for _, r := range strings.Fields(`archive bufio bytes cmp compress container context crypto database debug embed
		encoding errors expvar flag fmt go hash html image index internal io iter log maps math mime net os path plugin
		reflect regexp runtime slices sort strconv strings structs sync syscall testing text time unicode unique unsafe
		vendor weak`) {
		roots[r] = true
	}
	return roots
}()

// IsStd reports whether path is one of the standard library, as far as the path
// tells: a module may be called like one of its packages, log/agent. Where
// it is about the package under analysis or what it imports, see Package.IsStd.
func IsStd(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return stdRoots[first]
}

// ModuleRoot returns the part of an import path that stands for its module
// where nobody names it: the host and two more elements, or the
// first element of a path without a host.
func ModuleRoot(path string) string {
	if i := strings.LastIndex(path, "/vendor/"); i >= 0 { // a copy of another module's package
		path = path[i+len("/vendor/"):]
	}
	if IsStd(path) {
		return "std"
	}
	parts := strings.Split(path, "/")
	if !strings.Contains(parts[0], ".") {
		return parts[0]
	}
	return strings.Join(parts[:min(3, len(parts))], "/")
}

// IsStd reports whether path is of the standard library. Its packages are in no
// module, and no package of the module under analysis is one of them.
func (p *Package) IsStd(path string) bool {
	if p.Module != "" && p.InModule(path) {
		return false
	}
	return IsStd(path)
}

// InModule reports whether the package of path belongs to the module under
// analysis.
func (p *Package) InModule(path string) bool {
	if p.Module != "" {
		return path == p.Module || strings.HasPrefix(path, p.Module+"/")
	}
	return ModuleRoot(path) == ModuleRoot(p.Types.Path())
}
