// Command twice is a program of two packages that run a service by the same name and know nothing of each other; of what one of them tells, it says nothing. // want package:`runs janitor, beats batch`
package main

import (
	"context"

	"heartnames/shared"
	"heartnames/shared/other"
)

func main() { // want `unknown-name: two services are run as "elsewhere", in heartnames/shared/other/other.go:\d+ and in heartnames/shared/shared.go:\d+: the heartbeats of one hide that the other hangs$`
	shared.Start(context.Background(), true, nil)
	other.Start(context.Background())
}
