//go:build !race

package supervised_test

const raceEnabled = false
