; Two steps: SET_STACK with a segment of RPL 3 is refused and kills the Guest, but the segment is stored; an entry would load
; it into the TSS as the ring-1 stack. Only the run loop's look at `dead` stands between the two.
(set-info :status sat)
(set-info :history "s0 e1 e2")
(declare-const e1 Event)
(declare-const e2 Event)
(define-fun s0 () State (fresh #x00000010 #x00000010 #x00000080))
(define-fun s1 () State (step s0 e1))
(define-fun s2 () State (step s1 e2))
(assert ((_ is set_stack) e1))
(assert (= (set_stack.pages e1) #x00000001))
(assert ((_ is enter_guest) e2))
(assert (bvule (enter_guest.other_guest e2) #x00000001))
(assert (= ((_ extract 1 0) (state.tss_ss1 s2)) #b11))
