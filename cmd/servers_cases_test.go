//go:build unix

package cmd_test

import (
	"net/http"
	"strconv"
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
	cases := []serverCase{{"a write with the version before a rival's", answersStale}}
	cases = append(cases, absenceCases...)
	if s.ignores {
		return append(append(cases, controlCases...), s.cases...)
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
	if !s.racy {
		cases = append(cases, serverCase{"twenty writers at once each add one", addTogether})
	}
	return append(cases, s.cases...)
}

// withSample puts the sample on the server before the story begins.
func withSample(m sample, run func(*testing.T, *stage)) func(*testing.T, *stage) {
	return func(t *testing.T, s *stage) {
		s.put(t, m)
		run(t, s)
	}
}

// answersStale looks, without etch, whether the server is what the other cases take it for.
func answersStale(t *testing.T, s *stage) {
	s.put(t, s.samples[0])
	read := s.request(t, "GET", s.path, nil).expect(t, http.StatusOK)
	if err := s.rival(s.theirs)(); err != nil {
		t.Fatal(err)
	}
	fields := append([]string{"Content-Type", s.mediaType}, s.writes...)
	a := s.request(t, "PUT", s.path, []byte(s.sent(s.ours.in(read.body))), append(fields, s.guarded(read)...)...)
	if a.status != s.foreignServer.stale {
		t.Fatalf("a stale version is answered by %d; want %d: %s", a.status, s.foreignServer.stale, a.body)
	}
	s.row.note(validator, versionSeen(s, read))
	switch {
	case s.found:
		s.row.note(told, s.api+", found by itself")
	case s.api != "":
		s.row.note(told, s.api)
	}
	s.row.note(stale, strconv.Itoa(a.status))
	want := s.theirs.in(read.body)
	if s.ignores {
		want = s.ours.in(read.body)
	}
	s.wantStored(t, want)
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
		s.wantVersion(t, f)
		if strings.Contains(f.stderr, "it created the resource") {
			t.Error("an update is called a creation")
		}
		if s.found && !strings.Contains(f.stderr, "taken as --api "+s.api) {
			t.Errorf("%s is not found", s.api)
		}
		s.wantStored(t, want)
		s.row.note(method, f.way())
		s.row.note(update, f.outcome())
	}},
	{"update, and a rival between read and write", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--", "sed", s.ours.command())
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
		s.row.note(rival, f.outcome())
	}},
	{"edit, and a rival while the editor is open", func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		f := s.run(t, s.editor(t, s.ours, s.rival(s.theirs)), "edit", "-y", s.base+s.path)
		f.want(t, 0, "applied")
		f.wantMet(t)
		s.wantStored(t, want)
		s.row.note(edit, f.outcome())
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
		s.row.note(collision, f.outcome())
	}},
	{"edit, and a rival who deletes", func(t *testing.T, s *stage) {
		f := s.run(t, s.editor(t, s.ours, func() error { return s.erase(s.path) }), "edit", "-y", s.base+s.path)
		if s.resurrects {
			f.want(t, 0, "applied")
			if !strings.Contains(f.stderr+f.report.Hint, "delete") {
				t.Error("not a word about the deletion")
			}
			s.row.note(deleted, "made anew, said so")
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
		s.row.note(deleted, f.outcome())
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
		want := s.number(8).in(s.stored(t))
		url := relay{before: s.rival(s.number(7))}.start(t, s)
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
		value := "null"
		if s.noNull {
			value = "5"
		}
		want := swap{s.zero, strings.TrimSuffix(s.zero, "0") + value}.in(s.stored(t))
		s.run(t, nil, "update", s.base+s.path, "--set", "/n="+value).want(t, 0, "applied")
		s.wantStored(t, want)
	}},
}
