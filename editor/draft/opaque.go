package draft

import (
	"encoding/json"
	"unicode/utf8"
)

// opaque is foreign text, which need not be UTF-8 (an entity tag may hold any byte
// from 0x80 on, RFC 9110 section 8.8.3). JSON strings would change such bytes, so
// that a text with them is written as {"base64": ...}.
type opaque string

type encoded struct {
	Base64 []byte `json:"base64"`
}

// MarshalJSON implements json.Marshaler.
func (o opaque) MarshalJSON() ([]byte, error) {
	if utf8.ValidString(string(o)) {
		return plain(string(o))
	}
	return json.Marshal(encoded{[]byte(o)})
}

// UnmarshalJSON implements json.Unmarshaler.
func (o *opaque) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '{' {
		var e encoded
		err := json.Unmarshal(b, &e)
		*o = opaque(e.Base64)
		return err
	}
	return json.Unmarshal(b, (*string)(o))
}

// opaques and texts keep nil apart from empty: a server that does not say what
// patches it takes is another than one that takes none.
func opaques(ss []string) []opaque {
	if ss == nil {
		return nil
	}
	os := make([]opaque, len(ss))
	for i, s := range ss {
		os[i] = opaque(s)
	}
	return os
}

func texts(os []opaque) []string {
	if os == nil {
		return nil
	}
	ss := make([]string, len(os))
	for i, o := range os {
		ss[i] = string(o)
	}
	return ss
}
