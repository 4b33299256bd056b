//go:build ignored

package partial

func handleElsewhere() {
	defer rescue()
	work()
}
