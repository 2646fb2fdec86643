; Does the Host push an error code for a vector that software raised with `int n`, where a CPU pushes none?
(set-info :status sat)
(declare-const n (_ BitVec 32))
(declare-const g Gate)
(assert (has-error-code n))
(assert (not (direct-trap n #x00000080)))
(assert (not (is-ignored n)))
(assert (not (kills g)))
(assert (can-raise (vetted g) #b11))
