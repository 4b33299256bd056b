// Package real hands functions to libraries that keep them and call them on a
// goroutine later: their facts tell.
package real

import (
	"github.com/oklog/run"
	"github.com/robfig/cron/v3"
)

var risky func()

func setRisky(f func()) { risky = f }

func rescue() { _ = recover() }

func calm() {
	defer rescue()
	risky()
}

type job struct{}

func (job) Run() { risky() }

type calmJob struct{}

func (calmJob) Run() { calm() } // want Run:"contains"

// https://github.com/robfig/cron keeps jobs in a slice, or sends them to its own
// goroutine, which starts one for each run. Version 3 recovers only with the
// wrapper cron.Recover.
func jobs(c *cron.Cron, s cron.Schedule) {
	c.AddFunc("@hourly", risky) // want `launcher: \(\*cron\.Cron\)\.AddFunc starts .* a panic in risky ends`
	c.AddFunc("@hourly", calm)
	c.AddFunc("@hourly", func() { // want `launcher: \(\*cron\.Cron\)\.AddFunc starts .* a panic in the function literal ends the process \(risky\(\) can panic\)`
		risky()
	})
	c.AddJob("@daily", job{}) // want `launcher: \(\*cron\.Cron\)\.AddJob starts .* a panic in job\.Run ends`
	c.AddJob("@daily", calmJob{})
	c.Schedule(s, cron.FuncJob(risky)) // want `launcher: \(\*cron\.Cron\)\.Schedule starts .* a panic in risky ends`
	c.Schedule(s, cron.FuncJob(calm))
	c.Schedule(s, &job{}) // want `launcher: \(\*cron\.Cron\)\.Schedule starts .* a panic in job\.Run ends`
	c.Start()
}

// https://github.com/oklog/run runs each actor on a goroutine, and interrupts
// them on the one that calls Run.
func actors(g *run.Group, serve func() error) error {
	g.Add(serve, func(error) { risky() }) // want `launcher: \(\*run\.Group\)\.Add starts .* a panic in serve ends`
	g.Add(func() error { calm(); return nil }, func(error) { risky() })
	g.Add(func() error { risky(); return nil }, func(error) {}) // want `launcher: \(\*run\.Group\)\.Add starts .* a panic in the function literal ends the process \(risky\(\) can panic\)`
	return g.Run()
}
