package main

import (
	"context"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"

	"github.com/unsupervisedgo/unsupervisedgo/cmd/unsupervisedgo/internal/module"
	"github.com/unsupervisedgo/unsupervisedgo/internal/suggest"
)

// tellUnknownFunctions says, once, which functions of -supervisors and -launchers there are
// none of: what is mistyped there changes nothing, in silence.
func (c *command) tellUnknownFunctions(ctx context.Context) error {
	if c.toldFunctions {
		return nil
	}
	c.toldFunctions = true
	for _, flag := range []string{"supervisors", "launchers"} {
		f := c.flags.Lookup(flag)
		if f == nil || f.Value.String() == "" {
			continue
		}
		names := strings.Split(f.Value.String(), ",")
		slices.Sort(names)
		var paths []string
		for _, name := range names {
			paths = append(paths, packageOf(name))
		}
		packages, err := module.Packages(ctx, nil, slices.DeleteFunc(slices.Clone(paths), func(path string) bool { return path == "" }))
		if err != nil {
			return err
		}
		for i, name := range names {
			dir := packages[paths[i]].Dir
			if dir == "" {
				c.say("-%s %s: there is no package %q here (%s)", flag, name, paths[i], c.source[flag])
				continue
			}
			declared, all := declaredIn(dir, paths[i])
			if all && !slices.Contains(declared, name) {
				c.say("-%s %s: there is no such function in that package (%s)%s", flag, name, c.source[flag], meantFunction(name, declared))
			}
		}
	}
	return nil
}

// meantFunction ends the message about a function that is not there with the one that was meant, if it is
// near; a method of a generic type is named with the type parameters.
func meantFunction(name string, declared []string) string {
	for _, d := range declared {
		if before, rest, ok := strings.Cut(d, "["); ok && before+rest[strings.Index(rest, "]")+1:] == name {
			return fmt.Sprintf("; did you mean %s?", d)
		}
	}
	return suggest.Meant(name, declared)
}

// packageOf returns the import path in import/path.Func and (*import/path.Type).Method.
func packageOf(name string) string {
	name = name[:strings.LastIndex(name, ".")]
	if typ, ok := strings.CutPrefix(name, "("); ok {
		typ = strings.TrimSuffix(strings.TrimPrefix(typ, "*"), ")")
		return typ[:max(0, strings.LastIndex(typ, "."))]
	}
	return name
}

// declaredIn returns the functions and methods of a package, of all builds, as types.Func.FullName
// has them; all is false if there is a file that cannot be read.
func declaredIn(dir, path string) (names []string, all bool) {
	files, _ := filepath.Glob(filepath.Join(dir, "*.go"))
	for _, name := range files {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			return nil, false
		}
		for _, decl := range file.Decls {
			switch decl := decl.(type) {
			case *ast.FuncDecl:
				names = append(names, fullName(decl, path))
			case *ast.GenDecl:
				names = append(names, interfaceMethods(decl, path)...)
			}
		}
	}
	return names, true
}

// fullName names a function as types.Func.FullName does.
func fullName(fn *ast.FuncDecl, path string) string {
	if fn.Recv == nil || len(fn.Recv.List) == 0 {
		return path + "." + fn.Name.Name
	}
	recv, star := ast.Unparen(fn.Recv.List[0].Type), ""
	if ptr, ok := recv.(*ast.StarExpr); ok {
		recv, star = ast.Unparen(ptr.X), "*"
	}
	params := ""
	switch x := recv.(type) {
	case *ast.IndexExpr:
		recv, params = x.X, "["+exprName(x.Index)+"]"
	case *ast.IndexListExpr:
		var list []string
		for _, p := range x.Indices {
			list = append(list, exprName(p))
		}
		recv, params = x.X, "["+strings.Join(list, ",")+"]"
	}
	return "(" + star + path + "." + exprName(recv) + params + ")." + fn.Name.Name
}

func exprName(x ast.Expr) string {
	if id, ok := x.(*ast.Ident); ok {
		return id.Name
	}
	return "_"
}

// interfaceMethods names the methods of the interfaces that are declared.
func interfaceMethods(decl *ast.GenDecl, path string) (names []string) {
	for _, spec := range decl.Specs {
		spec, ok := spec.(*ast.TypeSpec)
		if !ok {
			continue
		}
		if iface, ok := spec.Type.(*ast.InterfaceType); ok {
			for _, field := range iface.Methods.List {
				for _, name := range field.Names {
					names = append(names, "("+path+"."+spec.Name.Name+")."+name.Name)
				}
			}
		}
	}
	return names
}
