package cmd

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// wrappers are the oddities that stand before a server.
var wrappers = map[string]func(http.Handler) http.Handler{
	"cached": cache,

	"points-reads-at-file":   pointed(http.MethodGet, http.StatusFound),
	"points-writes-at-file":  pointed(http.MethodPatch, http.StatusTemporaryRedirect),
	"points-created-at-file": pointed(http.MethodPost, 0),

	"empty-etag": undated,

	"tag-later-empty":   spoiled(true, `""`),
	"tag-later-control": spoiled(true, "\"a\x01b\""),
	"tag-later-twice":   spoiled(true, `"1"`, `"2"`),
	"tag-control":       spoiled(false, "\"a\x01b\""),
	"tag-twice":         spoiled(false, `"1"`, `"2"`),

	"gives-weak-wants-strong": spelled(func(tag string) string { return "W/" + tag }, func(tag string) string { return tag }),
	"gives-weak-wants-bare":   spelled(func(tag string) string { return "W/" + tag }, unquoted),
	"gives-quoted-wants-bare": spelled(func(tag string) string { return tag }, unquoted),
	"gives-bare-wants-quoted": spelled(unquoted, func(tag string) string { return tag }),
}

// cache stands before h and keeps what was read of a path for an hour, whoever
// writes meanwhile; only a read with no-cache goes through to h (RFC 9111 section 5.2.1.4).
func cache(h http.Handler) http.Handler {
	var mu sync.Mutex
	kept := map[string]*httptest.ResponseRecorder{}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet || r.URL.Path == "/_log" || r.Header.Get("Cache-Control") == "no-cache" {
			h.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		if kept[r.URL.Path] == nil {
			kept[r.URL.Path] = httptest.NewRecorder()
			h.ServeHTTP(kept[r.URL.Path], r)
		}
		maps.Copy(w.Header(), kept[r.URL.Path].Header())
		w.Header().Set("Age", "60")
		w.WriteHeader(kept[r.URL.Path].Code)
		_, _ = w.Write(kept[r.URL.Path].Body.Bytes())
	})
}

// pointed answers requests of that method with a file in Location: in place of h with
// that status, or with 0 in its answer.
func pointed(method string, status int) func(http.Handler) http.Handler {
	const file = "file:///etc/hostname"
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.Method != method || r.URL.Path == "/_log" || r.UserAgent() == "rival" {
				h.ServeHTTP(w, r)
				return
			}
			if status != 0 {
				w.Header().Set("Location", file)
				w.WriteHeader(status)
				return
			}
			kept := httptest.NewRecorder()
			h.ServeHTTP(kept, r)
			maps.Copy(w.Header(), kept.Header())
			w.Header().Set("Location", file)
			w.WriteHeader(kept.Code)
			_, _ = w.Write(kept.Body.Bytes())
		})
	}
}

// unquoted takes the quotes from an entity tag.
func unquoted(tag string) string { return strings.Trim(tag, `"`) }

// spelled spells the entity tags of h as give does, and takes them back only as want
// spells them.
func spelled(give, want func(string) string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if named := r.Header.Get("If-Match"); named != "" && r.UserAgent() != "rival" {
				now := httptest.NewRecorder()
				look := httptest.NewRequest(http.MethodGet, r.URL.Path, nil)
				look.Header = http.Header{"User-Agent": {"rival"}}
				h.ServeHTTP(now, look)
				r.Header.Set("If-Match", `"none"`)
				if tag := now.Header().Get("Etag"); named == want(tag) {
					r.Header.Set("If-Match", tag)
				}
			}
			kept := httptest.NewRecorder()
			h.ServeHTTP(kept, r)
			maps.Copy(w.Header(), kept.Header())
			if tag := kept.Header().Get("Etag"); tag != "" {
				w.Header()["Etag"] = []string{give(tag)}
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(kept.Body.Bytes())
		})
	}
}

// spoiled gives these entity tags in place of h's, and no date; later: once etch has written.
func spoiled(later bool, tags ...string) func(http.Handler) http.Handler {
	return func(h http.Handler) http.Handler {
		var mu sync.Mutex
		now := !later
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			now = now || r.Method != http.MethodGet && r.UserAgent() != "rival"
			spoil := now && r.Method == http.MethodGet && r.UserAgent() != "rival"
			mu.Unlock()
			kept := httptest.NewRecorder()
			h.ServeHTTP(kept, r)
			maps.Copy(w.Header(), kept.Header())
			if spoil {
				w.Header()["Etag"] = tags
				w.Header().Del("Last-Modified")
			}
			w.WriteHeader(kept.Code)
			_, _ = w.Write(kept.Body.Bytes())
		})
	}
}

// undated takes the date from what h answers.
func undated(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		kept := httptest.NewRecorder()
		h.ServeHTTP(kept, r)
		maps.Copy(w.Header(), kept.Header())
		w.Header().Del("Last-Modified")
		w.WriteHeader(kept.Code)
		_, _ = w.Write(kept.Body.Bytes())
	})
}
