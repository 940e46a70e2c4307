//go:build unix

package cmd_test

import (
	"net/http"
	"strings"
	"testing"
)

// A serverCase is one story on one server.
type serverCase struct {
	name string
	run  func(*testing.T, *stage)
}

// casesFor lists the stories that s can tell.
func casesFor(s *foreignServer) []serverCase {
	cases := []serverCase{{"a stale version is refused", refusesStale}}
	if s.ignores {
		return append([]serverCase{{"a stale version is taken", takesStale}}, controlCases...)
	}
	for _, m := range s.samples {
		for _, c := range guardedCases {
			cases = append(cases, serverCase{m.name + ", " + c.name, withSample(m, c.run)})
		}
		if m.mediaType != page.mediaType {
			continue
		}
		for _, c := range jsonCases {
			cases = append(cases, serverCase{m.name + ", " + c.name, withSample(m, c.run)})
		}
	}
	if s.counts {
		cases = append(cases, serverCase{"twenty processes count together", countTogether})
	}
	return cases
}

// withSample puts the sample on the server before the story begins.
func withSample(m sample, run func(*testing.T, *stage)) func(*testing.T, *stage) {
	return func(t *testing.T, s *stage) {
		s.put(t, m)
		run(t, s)
	}
}

// staleStatus is the answer to a write that carries the version before a rival's.
func staleStatus(t *testing.T, s *stage) int {
	s.put(t, s.samples[0])
	tag := s.request(t, "GET", s.path, nil).header.Get("ETag")
	if tag == "" {
		t.Fatal("there is no ETag")
	}
	if err := s.rival(s.theirs)(); err != nil {
		t.Fatal(err)
	}
	return s.request(t, "PUT", s.path, []byte(s.text), "Content-Type", s.mediaType, "If-Match", tag).status
}

// refusesStale looks, without etch, whether the server is what the other cases take it for.
func refusesStale(t *testing.T, s *stage) {
	if status := staleStatus(t, s); status != http.StatusPreconditionFailed {
		t.Fatalf("a stale If-Match is answered by %d", status)
	}
}

// takesStale is the same for the control.
func takesStale(t *testing.T, s *stage) {
	if status := staleStatus(t, s); status != http.StatusOK {
		t.Fatalf("a stale If-Match is answered by %d: this is no control", status)
	}
}

// guardedCases are told of every sample on every server that enforces preconditions.
var guardedCases = []serverCase{
	{"update alone", func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t))
		f := s.run(t, nil, "update", s.base+s.path, "--", "sed", s.ours.command())
		f.want(t, 0, "applied")
		if f.report.Guard == "enforced" {
			t.Error("guard is enforced, though nothing has shown it yet")
		}
		s.wantStored(t, want)
	}},
	{"update, and a rival between read and write", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--", "sed", s.ours.command())
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"edit, and a rival while the editor is open", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		f := s.run(t, s.editor(t, s.ours, s.rival(s.theirs)), "edit", "-y", s.base+s.path)
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"edit, and a rival at the same place", func(t *testing.T, s *stage) {
		want := s.clash.in(s.stored(t))
		f := s.run(t, s.editor(t, s.ours, s.rival(s.clash)), "edit", "-y", s.base+s.path)
		f.want(t, 4, "conflict")
		if f.report.Reason != "collision" || len(f.report.Conflicts) != 1 {
			t.Errorf("reason %q with %d conflicts; want one collision", f.report.Reason, len(f.report.Conflicts))
		}
		s.wantStored(t, want)
		s.wantDraft(t, f)
	}},
	{"edit, and a rival who deletes", func(t *testing.T, s *stage) {
		f := s.run(t, s.editor(t, s.ours, func() error { return s.remove(s.path) }), "edit", "-y", s.base+s.path)
		if s.resurrects {
			f.want(t, 0, "applied")
			if !strings.Contains(f.stderr+f.report.Hint, "delete") {
				t.Error("not a word about the deletion")
			}
			return
		}
		f.want(t, 4, "conflict")
		if f.report.Reason != "gone" {
			t.Errorf("reason %q; want gone", f.report.Reason)
		}
		if status := s.request(t, "GET", s.path, nil).status; status/100 == 2 {
			t.Error("it was created again")
		}
		s.wantDraft(t, f)
	}},
	{"update at once after another write", func(t *testing.T, s *stage) {
		for range 3 {
			s.putNow(t, s.sample)
			want := s.ours.in(s.stored(t))
			f := s.run(t, nil, "update", s.base+s.path, "--", "sed", s.ours.command())
			f.want(t, 0, "applied")
			if f.report.ConflictsMet > 0 || f.report.Guard == "enforced" {
				t.Errorf("conflicts met %d, guard %q: there was no rival", f.report.ConflictsMet, f.report.Guard)
			}
			s.wantStored(t, want)
		}
	}},
	{"require-guard is held to what was seen", func(t *testing.T, s *stage) {
		want := s.stored(t)
		args := []string{s.base + s.path, "--require-guard", "--", "sed", s.ours.command()}
		s.run(t, nil, "update", args...).want(t, 5, "unguarded")
		s.wantStored(t, want)
		proof := s.run(t, s.editor(t, s.clash, s.rival(s.theirs)), "edit", "-y", s.base+s.path)
		proof.want(t, 0, "applied")
		proof.wantMet(t)
		args[len(args)-1] = swap{s.clash.to, s.ours.to}.command()
		s.run(t, nil, "update", args...).want(t, 0, "applied")
		s.wantStored(t, s.theirs.in(s.ours.in(want)))
	}},
}

// jsonCases are told of JSON on every server that enforces preconditions.
var jsonCases = []serverCase{
	{"update --set, and a rival elsewhere", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--set", "title="+s.ours.to)
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"update --jq, and a rival elsewhere", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--jq", `.title = "`+s.ours.to+`"`)
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"update --jq counts on what the rival left", func(t *testing.T, s *stage) {
		want := swap{`"n": 0`, `"n": 8`}.in(s.stored(t))
		url := relay{before: s.rival(swap{`"n": 0`, `"n": 7`})}.start(t, s)
		f := s.run(t, nil, "update", url, "--jq", ".n += 1")
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"update --set, and a rival at the same place", func(t *testing.T, s *stage) {
		want := s.clash.in(s.stored(t))
		url := relay{before: s.rival(s.clash)}.start(t, s)
		f := s.run(t, nil, "update", url, "--set", "title="+s.ours.to)
		f.want(t, 4, "conflict")
		if f.report.Reason != "collision" || len(f.report.Conflicts) != 1 || f.report.Conflicts[0].Path != "/title" {
			t.Errorf("reason %q, conflicts %v; want a collision at /title", f.report.Reason, f.report.Conflicts)
		}
		s.wantStored(t, want)
		s.wantDraft(t, f)
	}},
	{"update --on-conflict ours goes on with the fresh version", func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t))
		url := relay{before: s.rival(s.clash)}.start(t, s)
		f := s.run(t, nil, "update", url, "--on-conflict", "ours", "--set", "title="+s.ours.to)
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
	}},
	{"update --from, on a base that a rival has left behind", func(t *testing.T, s *stage) {
		base := s.stored(t)
		if err := s.rival(s.theirs)(); err != nil {
			t.Fatal(err)
		}
		f := s.run(t, nil, "update", s.base+s.path,
			"--base", writeFile(t, s.home, "base.json", base),
			"--from", writeFile(t, s.home, "wanted.json", s.ours.in(base)))
		f.want(t, 0, "applied")
		s.wantStored(t, s.theirs.in(s.ours.in(base)))
	}},
	{"update of one member leaves every other byte", func(t *testing.T, s *stage) {
		want := swap{`"n": 0`, `"n": null`}.in(s.stored(t))
		s.run(t, nil, "update", s.base+s.path, "--set", "/n=null").want(t, 0, "applied")
		s.wantStored(t, want)
	}},
}
