; Is there memory that the Guest owns and the Host refuses to touch? The last bytes of the last page.
(set-info :status sat)
(declare-const address (_ BitVec 32))
(declare-const pfn_limit (_ BitVec 32))
(assert (bvult pfn_limit #x00100000))
(assert (bvult (bvlshr (bvadd address #x00000003) #x0000000c) pfn_limit)) ; all four bytes are the Guest's
(assert (bvule address (bvadd address #x00000003)))
(assert (not (address-ok address #x00000004 pfn_limit)))
