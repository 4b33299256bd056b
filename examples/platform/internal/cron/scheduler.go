// Package cron runs the recurring jobs of the tenants.
package cron

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"time"
)

// Row is one row of the table of schedules, as a tenant wrote it.
type Row struct {
	Tenant string
	Spec   string // "every 5m"
}

// job is a schedule that has been taken in.
type job struct {
	every time.Duration
	next  time.Time
	runs  int
}

// Scheduler runs the job of each tenant when it is due.
type Scheduler struct {
	tick time.Duration
	run  func(tenant string)
	rows chan Row

	mu   sync.Mutex
	jobs map[string]*job // by tenant
}

// New returns a Scheduler that looks every tick for jobs that are due, and
// calls run for each.
func New(tick time.Duration, run func(tenant string)) *Scheduler {
	return &Scheduler{
		tick: tick,
		run:  run,
		rows: make(chan Row, 64),
		jobs: make(map[string]*job),
	}
}

// Add hands a new or changed row to the scheduler.
func (s *Scheduler) Add(ctx context.Context, row Row) error {
	select {
	case s.rows <- row:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Start runs the jobs of all tenants until ctx is done.
func (s *Scheduler) Start(ctx context.Context) {
	ticker := time.NewTicker(s.tick)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case row := <-s.rows:
			s.load(row)
		case now := <-ticker.C:
			for _, tenant := range s.due(now) {
				s.run(tenant)
			}
		}
	}
}

// load takes in a row.
func (s *Scheduler) load(row Row) {
	every, err := time.ParseDuration(strings.Fields(row.Spec)[1])
	if err != nil {
		slog.Warn("schedule skipped", "tenant", row.Tenant, "spec", row.Spec, "err", err)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.jobs[row.Tenant] = &job{every: every, next: time.Now()}
}

// due returns the tenants whose jobs are due, and counts them as run.
func (s *Scheduler) due(now time.Time) []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var tenants []string
	for tenant, j := range s.jobs {
		if now.Before(j.next) {
			continue
		}
		j.next = now.Add(j.every)
		j.runs++
		tenants = append(tenants, tenant)
	}
	return tenants
}

// Runs returns how often the job of each tenant has run.
func (s *Scheduler) Runs() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	runs := make(map[string]int, len(s.jobs))
	for tenant, j := range s.jobs {
		runs[tenant] = j.runs
	}
	return runs
}
