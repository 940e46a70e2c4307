package draft

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"strings"
	"time"
)

// alphabet is Crockford's base 32: no letter that is taken for a digit or makes a word.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const idLength = 8

// newID returns 20 random bits, then the minute modulo 2^20 (two years): the first
// characters tell the drafts of one day apart, so that a short prefix will do, and
// an ID does not come back soon after its draft was dropped.
func newID(now time.Time) string {
	var b [4]byte
	rand.Read(b[:]) // never fails
	n := uint64(binary.BigEndian.Uint32(b[:]))<<20 | uint64(now.Unix()/60)&(1<<20-1)
	id := make([]byte, idLength)
	for i := range id {
		id[idLength-1-i] = alphabet[n&31]
		n >>= 5
	}
	return string(id)
}

// cleanID returns what was typed in the spelling of an ID (upper case and the
// letters i, l, o are read as Crockford says), and whether it can begin one.
func cleanID(typed string) (string, bool) {
	id := strings.NewReplacer("i", "1", "l", "1", "o", "0").Replace(strings.ToLower(typed))
	if id == "" || len(id) > idLength || strings.Trim(id, alphabet) != "" {
		return "", false
	}
	return id, true
}

// isID reports whether a folder of that name is a draft.
func isID(name string) bool {
	id, ok := cleanID(name)
	return ok && id == name && len(id) == idLength
}

// cleanName makes a file name that is one everywhere and means nothing to a shell.
func cleanName(name string) string {
	name = strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r == '.', r == '_', r == '-':
			return r
		}
		return '-'
	}, name)
	name = strings.TrimLeft(name, ".-") // hidden, a way upwards, an option
	if len(name) > 100 {
		ext := filepath.Ext(name)
		if len(ext) > 20 {
			ext = ""
		}
		name = name[:100-len(ext)] + ext
	}
	name = strings.TrimRight(name, ".")
	if stem, _, _ := strings.Cut(strings.ToLower(name), "."); name == "" || stem == baseName || reserved[stem] {
		name = "text-" + name
	}
	return name
}

// reserved are names that Windows gives to devices.
var reserved = func() map[string]bool {
	m := map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}
	for i := range 10 {
		m[fmt.Sprintf("com%d", i)], m[fmt.Sprintf("lpt%d", i)] = true, true
	}
	return m
}()

// defaultName is the text's name where nobody chose one.
func defaultName(documentFormat string) string {
	if documentFormat == "json" {
		return "text.json"
	}
	return "text.txt"
}

// numbered is the name under which an older text is set aside.
func numbered(path string, n int) string { return fmt.Sprintf("%s.%d", path, n) }

// sum names bytes. It is never "".
func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
