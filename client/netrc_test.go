package client

import (
	"context"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestNetrc(t *testing.T) {
	for _, c := range []struct {
		name, src, host string
		login, password string
		err             string
	}{
		{"one line", "machine h.test login u password p", "h.test", "u", "p", ""},
		{"several lines, CRLF", "machine h.test\r\n\tlogin u\r\n\tpassword p\r\n", "h.test", "u", "p", ""},
		{"the first of two", "machine h.test login u password p machine h.test login v password q", "h.test", "u", "p", ""},
		{"the second", "machine g.test login u password p\nmachine h.test login v password q", "h.test", "v", "q", ""},
		{"other capitals", "machine H.Test login u password p", "h.test", "u", "p", ""},
		{"not a subdomain", "machine h.test login u password p", "x.h.test", "", "", ""},
		{"default", "machine g.test login u password p default login v password q", "h.test", "v", "q", ""},
		{"default stands last", "default login v password q machine h.test login u password p", "h.test", "v", "q", ""},
		{"none", "machine g.test login u password p", "h.test", "", "", ""},
		{"an account", "machine h.test account a login u password p", "h.test", "u", "p", ""},
		{"quotes", `machine h.test login "u v" password "p \"q\" \\ \t#"`, "h.test", "u v", "p \"q\" \\ \t#", ""},
		{"empty in quotes", `machine h.test login u password ""`, "h.test", "u", "", ""},
		{"comments", "# password x\nmachine h.test # machine h.test login x\nlogin u password p # end", "h.test", "u", "p", ""},
		{"a password with #", "machine h.test login u password #p#q", "h.test", "u", "#p#q", ""},
		{"a keyword as a value", "machine h.test login password password login", "h.test", "password", "login", ""},
		{"a macro", "machine g.test login u password p\nmacdef init\ncd /pub\nmachine h.test login x\n\nmachine h.test login v password q", "h.test", "v", "q", ""},
		{"a macro to the end", "machine h.test login u password p\nmacdef init\ncd /pub", "h.test", "u", "p", ""},
		{"a macro, CRLF", "macdef init\r\ncd\r\n\r\nmachine h.test login v password q", "h.test", "v", "q", ""},
		{"empty", "", "h.test", "", "", ""},
		{"a password in two words", "machine h.test\nlogin u password my hush", "h.test", "", "", "line 2: a word that is no keyword"},
		{"no end of a quote", "machine h.test login u password \"hush\n", "h.test", "", "", "line 1: a quote without its end"},
		{"no value", "machine h.test login u password", "h.test", "", "", "line 1: ends where a value should be"},
		{"no machine", "\nlogin u", "h.test", "", "", "line 2: login before any machine"},
		{"a machine without a name", `machine "" login u password p`, "h.test", "", "", "line 1: a machine without a name"},
	} {
		es, err := parseNetrc(c.src)
		if got := errText(err); got != c.err {
			t.Errorf("%s: %q, want %q", c.name, got, c.err)
			continue
		}
		if e, _ := lookUp(es, c.host); e.login != c.login || e.password != c.password {
			t.Errorf("%s: %q %q, want %q %q", c.name, e.login, e.password, c.login, c.password)
		}
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestANetrcFileIsPutOnAndReadAgain(t *testing.T) {
	path := filepath.Join(t.TempDir(), "netrc")
	put := func(s string) {
		if err := os.WriteFile(path, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("machine 127.0.0.1 login u password old")
	n := Netrc(path)
	apply := func(url string) string {
		r, _ := http.NewRequestWithContext(t.Context(), "GET", url, nil)
		if err := n.Apply(r); err != nil {
			t.Fatal(err)
		}
		user, password, _ := r.BasicAuth()
		return user + ":" + password
	}
	if got := apply("http://127.0.0.1:8080/"); got != "u:old" {
		t.Error(got)
	}
	if got := apply("http://other.test/"); got != ":" {
		t.Error(got)
	}
	if changed, err := n.Renew(context.Background(), 401); changed || err != nil {
		t.Error(changed, err)
	}
	put("machine 127.0.0.1 login u password new")
	if changed, err := n.Renew(context.Background(), 401); !changed || err != nil {
		t.Error(changed, err)
	}
	if got := apply("http://127.0.0.1:8080/"); got != "u:new" {
		t.Error(got)
	}
}

func FuzzNetrc(f *testing.F) {
	f.Add("machine h login u password \"p\\\"\" # c\nmacdef m\nx\n\ndefault login v")
	f.Fuzz(func(t *testing.T, src string) {
		es, err := parseNetrc(src)
		if err != nil && (es != nil || strings.Count(err.Error(), "\n") > 0) {
			t.Error(es, err)
		}
		for _, e := range es { // nothing that was not there
			if !strings.Contains(src, e.machine) && !strings.Contains(src, "\\") {
				t.Errorf("%q", e.machine)
			}
		}
	})
}

func FuzzTrace(f *testing.F) {
	f.Add("http://u:hush@h.test/x?token=hush")
	f.Fuzz(func(t *testing.T, s string) {
		if got := harmless(blankSecrets(s)); strings.ContainsFunc(got, func(r rune) bool { return r < ' ' || r == 0x7f || r == 0x1b }) {
			t.Errorf("%q", got)
		}
	})
}
