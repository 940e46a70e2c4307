package mockserver

import (
	"net/http"
	"time"
)

// Options are the server's manners and faults. The zero value is a well-behaved
// server: strong entity tags, dates, every method, preconditions enforced where
// they are sent but not required.
//
// A chance is a number from 0 (never) to 1 (always).
type Options struct {
	// API is an API in whose dress the server comes, one of APIs; "": its own. The
	// dress has its own versions and formats, and of the switches below heeds
	// IgnorePreconditions alone, webdav all of them; faults are the same in all.
	API string

	FirstVersion uint64 // the number of the first version of each resource, in the dresses that number them; 0: 1

	LockTime time.Duration // of the dress webdav: the longest time for which a lock is given; 0: ten minutes

	// Versions.

	RequirePrecondition bool          // a write without one is answered by 428 (RFC 6585 section 3); POST is exempt, as it has no version to name
	Weak                bool          // entity tags are weak, and If-Match compares them weakly, as OData servers do
	StrictWeak          bool          // entity tags are weak, and If-Match compares strongly as RFC 9110 section 13.1.1 demands: 412 for ever
	WeakFor             time.Duration // the tag is weak, and compared strongly, for this long after a write, as with Apache
	FixedTag            bool          // the entity tag stays as it is, whatever is written, and every If-Match with it matches
	PassingTags         bool          // the entity tag is another one at every look, and no If-Match matches
	NoValidator         bool          // neither ETag nor Last-Modified
	LastModified        bool          // Last-Modified and no ETag
	IgnoreOnDelete      bool          // those of a DELETE are not looked at, as with MinIO
	IgnoreOnCreate      bool          // "If-None-Match: *" is not looked at: what is there is written over
	ExistsStatus        int           // the answer to "If-None-Match: *" where something is; 0: 412
	AlwaysCreated       bool          // a PUT is answered by 201, whatever was there, as with rclone
	KeepDeleted         bool          // a DELETE is accepted, and removes nothing
	IgnorePreconditions bool          // writes are carried out whatever precondition they carry
	RefusePreconditions bool          // a write that carries a precondition is answered by 400, and nothing is done
	WriteRefused        bool          // a write that is answered by 412 is carried out all the same
	NoETagOnWrite       bool          // the answer to a write names no version
	TellOnConflict      bool          // 412 carries what is there now, where Prefer asks for it (RFC 8144)
	GzipSuffix          bool          // a compressed answer has "-gzip" at the end of its tag, which no If-Match matches
	GzipAlways          bool          // answers to reads are compressed although nobody asked
	// ETag makes the ETag field's value itself, in place of the counter's: empty,
	// unquoted, a hash of the content. A value that is no entity tag is compared byte
	// for byte. Like Clamp and Now, it must not call the Server's methods.
	ETag func(version uint64, body []byte) string

	// Methods and formats.

	AcceptPatch    []string // the patch formats taken, announced on GET and OPTIONS; nil: both, announced on OPTIONS and 415 only
	IgnoredPatches []string // patch formats answered with 200 and no effect, as json-server does
	NoPatch        bool     // PATCH is answered by 405 with Allow
	PatchUnknown   bool     // PATCH is answered by 501 without Allow
	PatchHangs     bool     // PATCH is never answered, and has no effect
	NoPrefer       bool     // Prefer (RFC 7240) is not honoured
	// Clamp turns what a write asks to store into what is stored.
	Clamp func(path string, body []byte) []byte

	// Faults. Chances hit writes, and reads too with FaultyReads; each is drawn on its own.

	Cache           time.Duration // reads are answered from a cache for so long, whatever they ask for and whoever writes; 0: no cache
	Lag             time.Duration // every other read comes from a replica, and sees what was there this long ago; 0: none does
	StaleReads      int           // how many reads after a write still see the state before it
	Latency         time.Duration // the wait before a request is looked at
	LatencyMost     time.Duration // above Latency: the wait is drawn from Latency to this
	Drip            int           // bytes of an answer's body that are sent in a second; 0: all at once
	FailBefore      float64       // chance that the connection is cut and nothing done
	FailAfter       float64       // chance that the connection is cut after the request was carried out
	HangBefore      float64       // chance that there is no answer and nothing done
	HangAfter       float64       // chance that there is no answer after the request was carried out
	Status          float64       // chance that StatusCode is the answer and nothing done
	StatusCode      int           // see Status; 0: 503
	StatusAfter     float64       // chance that StatusAfterCode is the answer after the request was carried out
	StatusAfterCode int           // see StatusAfter; 0: 503
	Truncate        float64       // chance that the request is carried out and half of the answer's body sent
	Garble          float64       // chance that the request is carried out and answered by what is no HTTP
	RetryAfter      time.Duration // Retry-After on 429 and 503, in whole seconds, rounded up; 0: none
	FaultyReads     bool          // see above
	Rival           time.Duration // how often a rival changes every resource; 0: never
	RandomSeed      uint64        // every random decision follows from it; 0: another one each time
	BearerToken     string        // asked of every request but GET /_log; "": none
	MaxBody         int64         // largest request body, in bytes; 0: 128 MiB

	// Hooks, for tests. They may call the Server's methods, and are called from
	// several goroutines. Writes are numbered from 1 in the order of arrival; 0 is a read.

	Fault       func(write int, r *http.Request) Fault // asked before the chances
	BeforeWrite func(write int, r *http.Request)       // before the write is evaluated
	AfterWrite  func(write int, r *http.Request)       // after it was carried out, before it is answered
	Now         func() time.Time                       // nil: time.Now
}

// maxBody is the limit in force.
func (o *Options) maxBody() int64 {
	if o.MaxBody > 0 {
		return o.MaxBody
	}
	return 128 << 20
}
