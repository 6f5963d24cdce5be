public import Addressing
public import DNSWire

/// What one name server said when it was asked directly.
public struct DirectAnswer: Sendable {
  public var message: Message
  /// Whether the question came back in the letters in which it was sent; nil where nothing tells.
  public var preservesCase: Bool?

  public init(_ message: Message, preservesCase: Bool? = nil) {
    self.message = message
    self.preservesCase = preservesCase
  }
}

/// Why one name server gave no answer.
public enum DirectFailure: Error, Hashable, Sendable {
  /// It was silent, now or just before.
  case silent
  /// Nothing listens there, or the network says that it cannot be reached; the errno.
  case unreachable(Int32)
  /// It cut its answer over UDP and gives none over TCP.
  case noTCP
  /// It was not asked: this machine has no route or no socket for it, the time was up, or the program ends.
  case notAsked
}

/// How name servers are asked.
public struct NameServerSettings: Sendable {
  /// Two attempts: with EDNS and mixed letters, then plain, for servers that drop what they do not know.
  public var wait: Duration
  /// Questions under way to one address; a few providers serve most names.
  public var perServer: Int
  /// Questions under way to all of them; each has a socket of its own.
  public var maximumInFlight: Int
  /// After so many questions without any answer between them, an address is taken for silent for `silence`.
  public var silentAfter: Int
  public var silence: Duration
  public var source: IPAddress?

  public init(
    wait: Duration = .milliseconds(1500), perServer: Int = 32, maximumInFlight: Int = 128, silentAfter: Int = 6,
    silence: Duration = .seconds(30), source: IPAddress? = nil
  ) {
    self.wait = wait
    self.perServer = perServer
    self.maximumInFlight = maximumInFlight
    self.silentAfter = silentAfter
    self.silence = silence
    self.source = source
  }
}
