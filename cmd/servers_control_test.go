//go:build unix

package cmd_test

import "testing"

// controlCases are told on the servers that ignore preconditions: etch cannot save
// anybody there, but it must know what it does not know.
var controlCases = []serverCase{
	{"update alone", withSample(page, func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t))
		f := s.run(t, nil, "update", s.base+s.path, "--method", "PUT", "--set", "title="+s.ours.to)
		f.want(t, 0, "applied")
		f.wantUnproven(t)
		s.wantStored(t, want)
		s.row.note(method, f.way())
		s.row.note(update, f.outcome())
	})},
	{"PUT, and a rival elsewhere", withSample(page, func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t)) // the rival's change is lost: that is why the guard matters
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--method", "PUT", "--set", "title="+s.ours.to)
		f.want(t, 0, "applied")
		f.wantUnproven(t)
		s.wantStored(t, want)
		s.row.note(rival, f.outcome()+", the rival's lost")
	})},
	{"edit, and a rival while the editor is open", withSample(page, func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t))
		f := s.run(t, s.editor(t, s.ours, s.rival(s.theirs)), "edit", "-y", "--method", "PUT", s.base+s.path)
		f.want(t, 0, "applied")
		f.wantUnproven(t)
		s.wantStored(t, want)
		s.row.note(edit, f.outcome()+", the rival's lost")
	})},
	{"a change that a rival has overwritten is reported", withSample(page, func(t *testing.T, s *stage) {
		url := relay{after: s.rival(swap{s.ours.to, s.clash.to}), bare: true}.start(t, s)
		f := s.run(t, nil, "update", url, "--method", "PUT", "--set", "title="+s.ours.to)
		f.want(t, 3, "altered")
		f.wantUnproven(t)
	})},
	{"require-guard writes nothing", withSample(page, func(t *testing.T, s *stage) {
		before := s.stored(t)
		f := s.run(t, nil, "update", s.base+s.path, "--method", "PUT", "--require-guard", "--set", "title="+s.ours.to)
		f.want(t, 5, "unguarded")
		s.wantStored(t, before)
	})},
	{"twenty writers at once each add one", loseTogether},
}

// patchedControlCases are told where a patch is taken, too, or seems to be.
var patchedControlCases = []serverCase{
	{"PATCH, and a rival elsewhere", withSample(page, func(t *testing.T, s *stage) {
		want := s.theirs.in(s.ours.in(s.stored(t)))
		url := relay{before: s.rival(s.theirs)}.start(t, s)
		f := s.run(t, nil, "update", url, "--patch-type", "application/json", "--set", "title="+s.ours.to)
		f.want(t, 0, "applied")
		f.wantUnproven(t)
		s.wantStored(t, want)
	})},
	{"a patch that is answered by 200 and does nothing is not believed", withSample(page, func(t *testing.T, s *stage) {
		before := s.stored(t)
		f := s.run(t, nil, "update", s.base+s.path, "--patch-type", "merge", "--set", "title="+s.ours.to)
		f.wantUnproven(t)
		if f.status != 3 {
			t.Errorf("status %d; want 3: what was asked is not stored", f.status)
		}
		s.wantStored(t, before)
	})},
	{"update finds a way that works, or says that none did", withSample(page, func(t *testing.T, s *stage) {
		before := s.stored(t)
		f := s.run(t, nil, "update", s.base+s.path, "--set", "title="+s.ours.to)
		f.wantUnproven(t)
		switch f.status {
		case 0:
			s.wantStored(t, s.ours.in(before))
		case 3:
			s.wantStored(t, before)
		default:
			t.Errorf("status %d; want 0 or 3", f.status)
		}
	})},
}
