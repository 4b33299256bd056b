package rewrite

import "testing"

func TestFormat(t *testing.T) {
	names := func(paths []string) map[string]string {
		return map[string]string{"fmt": "fmt", "example.com/go-yaml/v3": "yaml", "os": "os"}
	}
	tests := []struct {
		name, before, after, want string
	}{
		{
			"standard format",
			"package p\n\nvar x int\n",
			"package p\n\nvar x  int\nfunc f() {\nprintln(0XAB)}\n",
			"package p\n\nvar x int\n\nfunc f() {\n\tprintln(0xAB)\n}\n",
		}, {
			"imports are sorted",
			"package p\n\nimport \"os\"\n\nvar _ = os.Args\n",
			"package p\n\nimport (\n\t\"os\"\n\t\"fmt\"\n)\n\nvar _ = os.Args\nvar _ = fmt.Sprint\n",
			"package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar _ = os.Args\nvar _ = fmt.Sprint\n",
		}, {
			"an import became unused",
			"package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar _ = os.Args\nvar _ = fmt.Sprint\n",
			"package p\n\nimport (\n\t\"fmt\"\n\t\"os\"\n)\n\nvar _ = fmt.Sprint\n",
			"package p\n\nimport (\n\t\"fmt\"\n)\n\nvar _ = fmt.Sprint\n",
		}, {
			"so did one whose name is not in its path",
			"package p\n\nimport \"example.com/go-yaml/v3\"\n\nvar _ = yaml.Marshal\n",
			"package p\n\nimport \"example.com/go-yaml/v3\"\n\nvar _ = 1\n",
			"package p\n\nvar _ = 1\n",
		}, {
			"and one with a name of its own",
			"package p\n\nimport y \"example.com/unknown\"\n\nvar _ = y.X\n",
			"package p\n\nimport y \"example.com/unknown\"\n\nvar _ = 1\n",
			"package p\n\nvar _ = 1\n",
		}, {
			"what is not known to be unused stays",
			"package p\n\nimport _ \"os\"\nimport . \"strings\"\nimport \"example.com/unknown\"\n\nvar _ = unknown.X\nvar _ = Cut\n",
			"package p\n\nimport _ \"os\"\nimport . \"strings\"\nimport \"example.com/unknown\"\n\nvar _ = 1\n",
			"package p\n\nimport _ \"os\"\nimport . \"strings\"\nimport \"example.com/unknown\"\n\nvar _ = 1\n",
		}, {
			"a local variable is no use of an import",
			"package p\n\nimport \"os\"\n\nfunc f() { println(os.Args) }\n",
			"package p\n\nimport \"os\"\n\nfunc f() { os := g(); println(os.Args) }\n",
			"package p\n\nfunc f() { os := g(); println(os.Args) }\n",
		}, {
			"nor is the key of a composite literal",
			"package p\n\nimport \"os\"\n\nvar x = T{os: os.Args}\n",
			"package p\n\nimport \"os\"\n\nvar x = T{os: nil}\n",
			"package p\n\nvar x = T{os: nil}\n",
		},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			got, err := format([]byte(test.before), []byte(test.after), nil, names)
			if err != nil {
				t.Fatal(err)
			}
			if string(got) != test.want {
				t.Errorf("got\n%s\nwant\n%s", got, test.want)
			}
		})
	}

	if _, err := format([]byte("package p"), []byte("package p {"), nil, names); err == nil {
		t.Error("what is no Go was formatted")
	}
}

// The go command is asked for the names of packages only if that may matter.
func TestFormatAsksForNoNames(t *testing.T) {
	const before = "package p\n\nimport \"example.com/go-yaml/v3\"\n\nvar _ = yaml.Marshal\n"
	const after = "package p\n\nimport \"example.com/go-yaml/v3\"\nimport \"context\"\n\nvar _ = yaml.Marshal\n"
	_, err := format([]byte(before), []byte(after), nil, func(paths []string) map[string]string {
		t.Errorf("asked for %v", paths)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
