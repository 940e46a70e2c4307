package client

import "strings"

// JudgeWrite says what an answer to a write means in plain RFC 9110: nil is
// success, else what is known. A final no is a 4xx of the write itself other than
// 408. Everything else that is not an accepted 2xx is no answer, for a proxy may say
// it after it has passed the request on:
//
//	200, 201, 204, 205         nil
//	202                        *LostError: taken in, perhaps done later
//	other 2xx (207, ...)       *RefusedError, not Sure
//	3xx                        *RedirectError, Sure for 307 and 308
//	400 that names conditions  *UnguardedError, PreconditionsRefused
//	404, 410                   *GoneError
//	405, 415, 501              *UnsupportedError: 501 is said of a method nobody here knows
//	412                        *PreconditionError
//	428                        *UnguardedError, PreconditionUnseen
//	429                        *BusyError, Sure
//	other 4xx but 408          *RefusedError, Sure
//	408, other 5xx             *BusyError, not Sure
//	any other                  *LostError
func JudgeWrite(r Response) error {
	p := ProblemOf(r)
	switch s := r.Status; {
	case s == 200, s == 201, s == 204, s == 205:
		return nil
	case s == 202:
		return &LostError{Err: p, Later: true}
	case s/100 == 2:
		return &RefusedError{p}
	case s/100 == 3:
		return redirected(r)
	case (s == 400 || s == 501) && refusesConditions(r.Body):
		return &UnguardedError{Problem: p, Why: PreconditionsRefused}
	case s == 404, s == 410:
		return &GoneError{p}
	case s == 405, s == 415, s == 501:
		return unsupported(r, p)
	case s == 412:
		return &PreconditionError{p, &r}
	case s == 428:
		return &UnguardedError{Problem: p, Why: PreconditionUnseen}
	case s == 408, s == 429, s/100 == 5:
		return &BusyError{Problem: p, After: RetryAfter(r.Header), Sure: s == 429}
	case s/100 == 4:
		return &RefusedError{p}
	}
	return &LostError{Err: p}
}

// unsupported collects what the server takes instead (RFC 9110 section 15.5.6,
// RFC 5789 section 2.2).
func unsupported(r Response, p Problem) error {
	e := &UnsupportedError{Problem: p, Allow: HeaderList(r.Header, "Allow"), AcceptPatch: HeaderList(r.Header, "Accept-Patch")}
	for i, m := range e.Allow {
		e.Allow[i] = strings.ToUpper(m)
	}
	return e
}

// conditionsRefused matches how servers say that they take no preconditions:
// "Conditional request headers are not allowed", "If-Match is not supported", and
// S3's "a header you provided implies functionality that is not implemented".
var conditionsRefused = pattern(`(?is)` +
	`(conditional (request|header)|if-(none-)?match|if-unmodified-since)[^.]{0,80}(not (be )?(allowed|supported|permitted|accepted|implemented)|unsupported|disallowed|forbidden)` +
	`|(unsupported|disallowed|forbidden)[^.]{0,40}(conditional (request|header)|if-(none-)?match)` +
	`|header you provided implies functionality that is not implemented`)

func refusesConditions(body []byte) bool {
	return conditionsRefused().Match(body[:min(len(body), maxProblem)])
}
