//go:build unix

package cmd_test

import (
	"net/http"
	"testing"

	"github.com/etch-http/etch/client"
	"github.com/etch-http/etch/client/convention"
)

// wanted writes what is to be created to a file, and returns its name.
func (s *stage) wanted(t *testing.T, id string, m sample) string {
	t.Helper()
	s.sample = m
	extension := m.extension
	if extension == "" {
		extension = ".json"
	}
	return writeFile(t, s.home, "wanted"+extension, m.named(id))
}

// createsByPOST reports whether the convention that etch takes there creates so.
func (s *stage) createsByPOST(t *testing.T) bool {
	t.Helper()
	name := s.api
	if name == "" {
		name = client.DefaultAPI
	}
	c, err := convention.Lookup(name)
	if err != nil {
		t.Fatal(err)
	}
	method, _ := c.CreateMethod()
	return method == http.MethodPost
}

// absenceCases are told on every server: of resources that are not there yet, or shall be
// there no longer.
var absenceCases = []serverCase{
	{"create, and again", func(t *testing.T, s *stage) {
		m := s.samples[0]
		id := s.newResource(m)
		file := s.wanted(t, id, m)
		f := s.run(t, nil, "create", s.base+s.path, "--from", file)
		if s.ignores && s.posts != "" { // a new resource has no URL there before it is
			f.want(t, 3, "refused")
			s.row.note(create, f.outcome())
			return
		}
		f.want(t, 0, "created")
		f.wantUnproven(t)
		s.wantStored(t, m.named(id))
		stored := s.stored(t)

		again := s.run(t, nil, "create", s.base+s.path, "--from", writeFile(t, s.home, "again"+m.extension, m.ours.in(m.named(id))))
		again.want(t, 4, "conflict")
		if again.report.Reason != "exists" || s.stored(t) != stored {
			t.Errorf("reason %q, or written over; want exists", again.report.Reason)
		}
		s.wantDraft(t, again)
		s.row.note(create, f.outcome())
	}},
	{"create, and a rival creates first", func(t *testing.T, s *stage) {
		if s.ignores && s.posts != "" {
			t.Skip("nothing is created there by URL")
		}
		m := s.samples[0]
		id := s.newResource(m)
		theirs := m.theirs.in(m.named(id))
		url := relay{before: func() error { return s.make(s.path, theirs, m) }}.start(t, s)
		f := s.run(t, nil, "create", url, "--from", s.wanted(t, id, m))
		if s.ignores {
			f.wantUnproven(t)
			s.row.note(created, f.outcome())
			return
		}
		f.want(t, 4, "conflict")
		if f.report.Reason != "exists" {
			t.Errorf("reason %q; want exists", f.report.Reason)
		}
		s.wantStored(t, theirs)
		s.wantDraft(t, f)
		s.row.note(created, f.outcome())
	}},
	{"delete, at once after another write", func(t *testing.T, s *stage) {
		s.putNow(t, s.samples[0])
		f := s.run(t, nil, "delete", "-y", s.base+s.path)
		f.want(t, 0, "deleted")
		f.wantUnproven(t)
		if status := s.request(t, "GET", s.path, nil).status; status/100 == 2 {
			t.Errorf("it is there: %d", status)
		}
		s.row.note(remove, f.outcome())
	}},
	{"delete, and a rival writes first", func(t *testing.T, s *stage) {
		s.put(t, s.samples[0])
		want := s.theirs.in(s.stored(t))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "delete", "-y", url)
		s.row.note(removed, f.outcome())
		if s.ignores {
			f.wantUnproven(t)
			return
		}
		f.want(t, 4, "conflict")
		s.wantStored(t, want)
	}},
	{"probe", func(t *testing.T, s *stage) {
		s.put(t, s.samples[0])
		before := s.stored(t)
		f := s.run(t, nil, "probe", s.base+s.path)
		if f.status != 6 || f.probe.Verdict != "not-tried" {
			t.Errorf("status %d, %q; want 6, not-tried", f.status, f.probe.Verdict)
		}
		f = s.run(t, nil, "probe", "--write", "-y", s.base+s.path)
		status, verdict := 0, "guarded"
		if s.ignores {
			status, verdict = 5, "unguarded"
		}
		if f.status != status || f.probe.Verdict != verdict {
			t.Errorf("status %d, %q; want %d, %q", f.status, f.probe.Verdict, status, verdict)
		}
		s.row.note(probe, f.probe.Verdict+", "+f.probe.Strength)
		s.wantStored(t, before)
		if s.ignores {
			s.run(t, nil, "update", s.base+s.path, "--set", "title="+s.ours.to).want(t, 5, "unguarded")
			return
		}
		u := s.run(t, nil, "update", s.base+s.path, "--require-guard", "--", "sed", s.ours.command())
		u.want(t, 0, "applied")
		if u.report.Guard != "enforced" {
			t.Errorf("guard %q after the probe; want enforced", u.report.Guard)
		}
	}},
	{"probe of creating", func(t *testing.T, s *stage) {
		m := s.samples[0]
		s.put(t, m)
		before := s.stored(t)
		flags := []string{"--write", "--create", "-y", s.base + s.path}
		if s.api != "" {
			flags = append(flags, "--api", s.api)
		}
		f := s.run(t, nil, "probe", flags...)
		status, verdict := 0, "guarded"
		switch {
		case s.ignores:
			status, verdict = 5, "unguarded"
		case s.createsByPOST(t):
			status, verdict = 6, "inconclusive"
		}
		if f.status != status || f.probe.Verdict != verdict {
			t.Errorf("status %d, %q; want %d, %q", f.status, f.probe.Verdict, status, verdict)
		}
		s.wantStored(t, before)
		id := s.newResource(m)
		c := s.run(t, nil, "create", s.base+s.path, "--require-guard", "--from", s.wanted(t, id, m))
		if status != 0 {
			c.want(t, 5, "unguarded")
			return
		}
		c.want(t, 0, "created")
		if c.report.Guard != "enforced" {
			t.Errorf("guard %q after the probe; want enforced", c.report.Guard)
		}
	}},
	{"nothing is there", func(t *testing.T, s *stage) {
		s.newResource(s.samples[0])
		for _, command := range []string{"get", "delete"} {
			args := []string{s.base + s.path}
			if command == "delete" {
				args = append(args, "-y")
			}
			if f := s.run(t, nil, command, args...); f.status != 3 {
				t.Errorf("%s: status %d; want 3", command, f.status)
			}
		}
		if status := s.request(t, "GET", s.path, nil).status; status != http.StatusNotFound {
			t.Errorf("status %d", status)
		}
	}},
}
