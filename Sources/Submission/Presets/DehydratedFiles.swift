/// What dehydrated reads as its configuration: a piece of shell that it sources.
struct DehydratedConfig {
  let place: ClientPlace
  let hook: String

  var text: String {
    """
    # Written by preflight, and again at each of its starts: changes are lost.
    BASEDIR=\(quoted(place.clientDirectory))
    # Settings of your own, such as KEY_ALGO, belong here:
    [ ! -f "$BASEDIR/config" ] || . "$BASEDIR/config"
    export PREFLIGHT_THEIR_HOOK="${HOOK:-}"
    HOOK=\(quoted(hook))
    HOOK_CHAIN=no
    CHALLENGETYPE=http-01
    WELLKNOWN=\(quoted(place.tokenDirectory + "/.well-known/acme-challenge"))
    # Never read, and there to be lost: dehydrated removes the list where it cannot read the CA's directory.
    DOMAINS_TXT=\(quoted("\(place.stateDirectory)/dehydrated-domains"))
    \(place.email.map { "CONTACT_EMAIL=\(quoted($0))" } ?? "")
    # Made here, because of several that make them at once all but one would end.
    mkdir -p "${CHAINCACHE:-$BASEDIR/chains}"
    (umask 022 && mkdir -p "$WELLKNOWN")

    """
  }

  /// dehydrated names an account's directory by the directory's URL and a line's end, in base64url.
  var accountKey: String {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    var name: [UInt8] = []
    var bits = 0
    var count = 0
    for byte in Array("\(place.directoryURL)\n".utf8) {
      bits = (bits << 8 | Int(byte)) & 0xffff
      count += 8
      while count >= 6 {
        count -= 6
        name.append(digits[bits >> count & 63])
      }
    }
    if count > 0 { name.append(digits[bits << (6 - count) & 63]) }
    return "\(place.clientDirectory)/accounts/\(String(decoding: name, as: UTF8.self))/account_key.pem"
  }

  private func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// The program that dehydrated calls at every step.
enum DehydratedHook {
  static let newOrderText = "preflight: neworder is at "

  static let text = """
    #!/bin/sh
    # Written by preflight, and again at each of its starts: changes are lost.
    # dehydrated calls it as: STEP ARGUMENT...
    set -u
    case "$1" in
    deploy_challenge) # NAME TOKEN KEY-AUTHORIZATION
      case "$3" in '' | *[!A-Za-z0-9_-]*) ;; *) printf '%s\\n' "$3" >> "${PREFLIGHT_TOKENS:-/dev/null}" ;; esac
      ;;
    request_failure) # STATUS BODY METHOD HEADERS
      # On standard error: what is printed on standard output becomes part of an answer.
      {
        printf 'preflight: status %s to a %s request\\n%s\\n' "$2" "$4" "$3"
        printf '%s\\n' "${5:-}" | grep -i '^retry-after:'
        printf '\(newOrderText)%s\\n' "${PREFLIGHT_NEW_ORDER:-}"
      } >&2
      ;;
    esac
    [ -z "${PREFLIGHT_THEIR_HOOK:-}" ] || exec "$PREFLIGHT_THEIR_HOOK" "$@"
    exit 0

    """
}
