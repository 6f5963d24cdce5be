extension ResponseReader {
  /// What may be made of an answer that has come so far.
  public enum Standing: Hashable, Sendable {
    /// Nothing yet: the rest is waited for, to the deadline.
    case open
    /// A CA knows enough; the rest is of interest only to people who want to know what page that is.
    case decided
    /// All that is of interest has come.
    case complete
    case failed(HTTPFault)
  }

  /// Octets at which a body is too long for a key authorization, whatever follows.
  public static let decisiveBody = 128
  /// Octets of a redirect's body that are waited for before it is followed.
  public static let redirectBody = 2048

  /// Go follows these, where they say where to: that the CA then refuses some of them changes nothing here.
  public var isRedirect: Bool {
    switch status {
    case 301, 302, 303, 307, 308: location != nil
    default: false
    }
  }

  public var standing: Standing {
    switch progress {
    case .header: .open
    case .done: .complete
    case .failed(let fault): status == 0 || isOpenToBody ? .failed(fault) : .complete
    case .body:
      if isRedirect {
        (contentLength ?? 0) > UInt64(Self.redirectBody) || body.count >= Self.redirectBody ? .complete : .open
      } else if isCut {
        .complete
      } else {
        isOpenToBody ? .open : .decided
      }
    }
  }

  /// Whether what the body holds still matters. A redirect's is read, and errors in it are passed over.
  private var isOpenToBody: Bool { status == 200 && body.count < Self.decisiveBody }
}
