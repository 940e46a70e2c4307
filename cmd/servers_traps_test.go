//go:build unix

package cmd_test

import (
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What only some servers do, and what would be wrong to make of it.

// refusedBy207 is told of Xandikos, which answers by 207 what it does not store.
var refusedBy207 = serverCase{"a 207 is no success", func(t *testing.T, s *stage) {
	s.put(t, s.samples[0])
	want := s.stored(t)
	f := s.run(t, nil, "update", s.base+s.path, "--", "sed", "s/^BEGIN:VCALENDAR/this is no calendar/")
	f.want(t, 3, "refused")
	if !strings.Contains(f.report.Error, "207") {
		t.Errorf("error %q; want the 207 in it", f.report.Error)
	}
	s.wantStored(t, want)
	s.wantDraft(t, f)
}}

// tableCases are told of Azure's tables.
var tableCases = []serverCase{
	{"a write without a guard makes what is not there", func(t *testing.T, s *stage) {
		s.newResource(s.samples[0])
		fields := []string{"Content-Type", "application/json"}
		s.request(t, "PUT", s.path, []byte(`{"n":1}`), fields...).expect(t, http.StatusNoContent)
		s.request(t, "PUT", s.path, []byte(`{"n":2}`), append(fields, "If-None-Match", "*")...).expect(t, http.StatusNoContent)
		if s.stored(t); !strings.Contains(s.stored(t), `"n":2`) {
			t.Error("If-None-Match has an effect: the convention need not create by POST")
		}
	}},
	{"what stands beside the entity does not become a part of it", withSample(entity, func(t *testing.T, s *stage) {
		s.run(t, nil, "update", s.base+s.path, "--set", "title=x").want(t, 0, "applied")
		bare := s.request(t, "GET", s.path, nil, "Accept", "application/json;odata=nometadata").expect(t, http.StatusOK)
		if strings.Contains(bare.body, "odata.") {
			t.Errorf("stored: %s", bare.body)
		}
		if full := s.stored(t); !strings.Contains(full, `"big@odata.type":"Edm.Int64"`) {
			t.Errorf("the type is lost: %s", full)
		}
	})},
	{"a null that is not stored is no success", withSample(entity, func(t *testing.T, s *stage) {
		s.run(t, nil, "update", s.base+s.path, "--set", "/n=null").want(t, 3, "altered")
	})},
	{"a member is removed", withSample(entity, func(t *testing.T, s *stage) {
		want := swap{`,"n":0`, ""}.in(s.stored(t))
		s.run(t, nil, "update", s.base+s.path, "--unset", "/n").want(t, 0, "applied")
		s.wantStored(t, want)
	})},
	{"a weak version in another form is refused", withSample(entity, func(t *testing.T, s *stage) {
		want := s.stored(t)
		s.run(t, nil, "update", s.base+s.path, "--validator-form", "strong", "--set", "title=x").want(t, 3, "refused")
		s.wantStored(t, want)
	})},
}

// quotesRefused is told of the Cosmos emulator, whose entity tags have no quotes.
var quotesRefused = serverCase{"a version in quotes is refused, and said to be that", withSample(record, func(t *testing.T, s *stage) {
	want := s.stored(t)
	f := s.run(t, nil, "update", s.base+s.path, "--validator-form", "quote", "--set", "title=x")
	f.want(t, 4, "conflict")
	if f.report.Reason != "validator-form" && f.report.Reason != "stale-read" {
		t.Errorf("reason %q; want validator-form or stale-read", f.report.Reason)
	}
	s.wantStored(t, want)
})}

// capCases are told of SAP CAP.
var capCases = []serverCase{
	{"a guard that does not arrive is missed", withSample(capPage, func(t *testing.T, s *stage) {
		want := s.stored(t)
		f := s.run(t, nil, "update", relay{hides: []string{"If-Match"}}.start(t, s), "--set", "title=x")
		f.want(t, 5, "unguarded")
		if f.report.Reason != "precondition-unseen" {
			t.Errorf("reason %q; want precondition-unseen", f.report.Reason)
		}
		s.wantStored(t, want)
	})},
	{"other media types are not taken", withSample(capPage, func(t *testing.T, s *stage) {
		f := s.run(t, nil, "update", s.base+s.path, "--patch-type", "merge", "--set", "title=x")
		f.want(t, 3, "refused")
		if f.report.Reason != "unsupported" {
			t.Errorf("reason %q; want unsupported", f.report.Reason)
		}
	})},
	{"the same data under REST has no version, and etch writes nothing there", withSample(capPage, func(t *testing.T, s *stage) {
		path := "/rest" + strings.NewReplacer("('", "/", "')", "").Replace(s.path)
		read := s.request(t, "GET", path, nil).expect(t, http.StatusOK)
		if read.header.Get("ETag") != "" || read.header.Get("Last-Modified") != "" {
			t.Fatalf("it has a version now: %v", read.header)
		}
		before := s.stored(t)
		f := s.run(t, nil, "update", s.base+path, "--set", "title=x")
		f.want(t, 5, "unguarded")
		if f.report.Reason != "no-validator" {
			t.Errorf("reason %q; want no-validator", f.report.Reason)
		}
		s.wantStored(t, before)
		// Why: no version is looked at. (No probe here: an OPTIONS ends this version of the server.)
		s.request(t, "PATCH", path, []byte(`{"title":"y"}`), "Content-Type", "application/json", "If-Match", `W/"none"`).expect(t, http.StatusOK)
	})},
}

// gzipTag is told of lighttpd: a compressed answer has a version of its own, under which
// nothing can be written. etch never asks for one.
var gzipTag = serverCase{"the version of a compressed answer is none", withSample(page, func(t *testing.T, s *stage) {
	packed := s.request(t, "GET", s.path, nil, "Accept-Encoding", "gzip").expect(t, http.StatusOK).header
	if !strings.HasSuffix(packed.Get("ETag"), `-gzip"`) {
		t.Fatalf("ETag %s, Content-Encoding %q", packed.Get("ETag"), packed.Get("Content-Encoding"))
	}
	s.request(t, "PUT", s.path, []byte(s.text), "If-Match", packed.Get("ETag")).expect(t, http.StatusPreconditionFailed)
	s.run(t, nil, "update", s.base+s.path, "--set", "title=x").want(t, 0, "applied")
})}

// deletesAnyway is told of express-pouchdb, whose DELETE takes no notice of If-Match: that
// etch deletes one revision and no other is the convention's doing.
var deletesAnyway = serverCase{"a DELETE takes no notice of If-Match", withSample(record, func(t *testing.T, s *stage) {
	s.request(t, "DELETE", s.path, nil, "If-Match", `"1-stale"`).expect(t, http.StatusOK)
})}

// keepsMediaType is told of Azure's blobs, which have the media type that the last write had.
var keepsMediaType = serverCase{"the media type stays", withSample(note, func(t *testing.T, s *stage) {
	s.run(t, nil, "update", s.base+s.path, "--", "sed", s.ours.command()).want(t, 0, "applied")
	if mt := s.request(t, "GET", s.path, nil).header.Get("Content-Type"); mt != note.mediaType {
		t.Errorf("Content-Type %q; want %q", mt, note.mediaType)
	}
})}

// metadataStays: a PUT of a blob or an object is all there is of it, its metadata and its
// headers too, and etch sends back what it has read of them. Put are the header fields with
// which it is made, as names and values in turn, and then are those that a read shows.
func metadataStays(made int, put, then []string) serverCase {
	return serverCase{"its metadata stays", withSample(page, func(t *testing.T, s *stage) {
		fields := append([]string{"Content-Type", s.mediaType}, put...)
		s.request(t, "PUT", s.path, []byte(s.text), append(fields, s.writes...)...).expect(t, made)
		s.run(t, nil, "update", s.base+s.path, "--set", "title=x").want(t, 0, "applied")
		now := s.request(t, "GET", s.path, nil).header
		then := append([]string{"Content-Type", s.mediaType}, then...)
		for i := 0; i < len(then); i += 2 {
			if got := now.Get(then[i]); got != then[i+1] {
				t.Errorf("%s is %q, and was %q", then[i], got, then[i+1])
			}
		}
	})}
}

// signedByConfig is told of Azure's blobs: the signature in the query comes from the
// configuration, out of a variable, and nowhere shows.
var signedByConfig = serverCase{"the signature comes from the configuration", withSample(page, func(t *testing.T, s *stage) {
	want := s.ours.in(s.stored(t))
	path, query, _ := strings.Cut(s.path, "?")
	signature, err := url.ParseQuery(query)
	if err != nil {
		t.Fatal(err)
	}
	var lines strings.Builder
	for name := range signature {
		lines.WriteString("      " + name + ": ${AZURE_" + strings.ToUpper(name) + "}\n")
	}
	if err := os.MkdirAll(filepath.Join(s.home, "config", "etch"), 0o700); err != nil {
		t.Fatal(err)
	}
	writeFile(t, s.home, "config/etch/config.yaml", "urls:\n  "+s.base+s.place+":\n    api: azure-blob\n    query:\n"+lines.String())
	var env []string
	for name := range signature {
		env = append(env, "AZURE_"+strings.ToUpper(name)+"="+signature.Get(name))
	}
	f := s.run(t, env, "update", "-v", s.base+path, "--set", "title="+s.ours.to)
	f.want(t, 0, "applied")
	s.wantStored(t, want)
	for _, secret := range []string{signature.Get("sig"), url.QueryEscape(signature.Get("sig"))} {
		if strings.Contains(f.stdout+f.stderr, secret) {
			t.Error("the signature shows")
		}
	}
})}

// lockCases are told of Apache with --api webdav.
var lockCases = []serverCase{
	{"twenty writers at once each add one, with its lock", func(t *testing.T, s *stage) {
		c := s.count(t, page, 1, "--api", "webdav", "--timeout", "110s", "--jq", ".n += 1")
		if c.stored != writers || c.ok != writers {
			t.Errorf("the number is %d, and %d of %d said ok", c.stored, c.ok, writers)
		}
		s.row.note(twenty, "all there, with --api webdav")
	}},
	{"edit with its lock keeps a rival out, and lets him in again", withSample(page, func(t *testing.T, s *stage) {
		want := s.ours.in(s.stored(t))
		kept := func() error {
			if err := s.rival(s.theirs)(); err == nil || !strings.Contains(err.Error(), "423") {
				t.Errorf("the rival while the editor is open: %v; want 423", err)
			}
			return nil
		}
		f := s.run(t, s.editor(t, s.ours, kept), "edit", "-y", "--api", "webdav", s.base+s.path)
		f.want(t, 0, "applied")
		s.wantStored(t, want)
		if err := s.rival(s.theirs)(); err != nil {
			t.Errorf("the rival afterwards: %v", err)
		}
	})},
	{"another's lock is said to be that", withSample(page, func(t *testing.T, s *stage) {
		want := s.stored(t)
		s.request(t, "LOCK", s.path, []byte(`<?xml version="1.0"?><D:lockinfo xmlns:D="DAV:"><D:lockscope><D:exclusive/></D:lockscope>`+
			`<D:locktype><D:write/></D:locktype><D:owner>Zoe</D:owner></D:lockinfo>`), "Depth", "0", "Timeout", "Second-60", "Content-Type", "application/xml").
			expect(t, http.StatusOK)
		for _, flags := range [][]string{{"--api", "webdav", "--timeout", "5s"}, {"--timeout", "5s"}} {
			f := s.run(t, nil, "update", append(flags, s.base+s.path, "--set", "title=x")...)
			if f.status == 0 || !strings.Contains(f.stderr, "lock") {
				t.Errorf("%v: status %d, and not a word about the lock:\n%s", flags, f.status, f.stderr)
			}
			if len(flags) > 2 && !strings.Contains(f.stderr, "Zoe") {
				t.Errorf("%v: not a word about who holds it:\n%s", flags, f.stderr)
			}
		}
		s.wantStored(t, want)
	})},
}
