import ACMEWire
import Network
import Submission
import Timing

/// A CA's answer of success.
struct CAAnswer: Hashable, Sendable {
  enum Kind: Hashable {
    case document
    case certificate
    /// Only its header counts.
    case empty

    var contentType: String {
      switch self {
      case .document, .empty: "application/json"
      case .certificate: "application/pem-certificate-chain"
      }
    }

    var bodyLimit: Int {
      switch self {
      // An order of as many names as are read, each as long as it may be, with an error that tells of some hundreds.
      case .document, .empty: 1 << 19
      case .certificate: 1 << 20
      }
    }
  }

  let status: Int
  private let body: [UInt8]
  let location: String?
  let links: [String]
  let retryAfter: Duration?
  private let contentType: String

  private init(_ answer: WebAnswer, date: Timestamp) {
    status = answer.status
    body = answer.body
    location = answer["location"]
    links = answer.fields.filter { $0.name == "link" }.map(\.value)
    retryAfter = CAAnswer.retryTime(answer, date).map { max(.zero, $0 - date) }
    contentType = answer.contentType
  }

  /// The body, which must be of the kind that was asked for.
  func body(of kind: Kind) throws(RequestFailure) -> [UInt8] {
    guard contentType == kind.contentType else {
      throw .unreadable("it is \(contentType.isEmpty ? "of no type" : contentType) instead of \(kind.contentType)")
    }
    return body
  }

  func document<Document>(
    _ read: ([UInt8]) throws(DocumentError) -> Document
  ) throws(RequestFailure) -> Document {
    let body = try body(of: .document)
    do throws(DocumentError) {
      return try read(body)
    } catch {
      throw .unreadable("\(error)")
    }
  }

  /// What the HTTP answer is: success, or what the CA objects to.
  static func read(_ answer: WebAnswer, date: Timestamp) -> Result<CAAnswer, Problematic> {
    if (200...299).contains(answer.status) { return .success(CAAnswer(answer, date: date)) }
    let said = problem(answer)
    let nonce = answer["replay-nonce"]
    let isACME = answer.contentType == "application/problem+json" || !said.type.isEmpty || nonce != nil
    return .failure(
      Problematic(
        refusal: CARefusal(said, status: answer.status, retryAt: retryTime(answer, date), isACME: isACME),
        nonce: nonce))
  }

  struct Problematic: Error {
    var refusal: CARefusal
    var nonce: String?
  }

  private static func problem(_ answer: WebAnswer) -> ProblemDocument {
    // Some servers call it plain JSON.
    if answer.contentType.hasSuffix("json"), let problem = try? ProblemDocument(answer.body) { return problem }
    var detail = "HTTP status \(answer.status)"
    if (300...399).contains(answer.status), let location = answer["location"] {
      detail += ", which leads to \(location.prefix(200)); it is not followed"
    }
    return ProblemDocument(type: "", detail: detail, status: answer.status)
  }

  private static func retryTime(_ answer: WebAnswer, _ date: Timestamp) -> Timestamp? {
    answer["retry-after"].flatMap { RetryTime.header($0, now: date) }
  }
}
