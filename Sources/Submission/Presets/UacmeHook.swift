import Glibc

/// The program that uacme calls for each challenge. It accepts HTTP-01 alone.
struct UacmeHook {
  let path: String

  static let text = """
    #!/bin/sh
    # Written by preflight, and again at each of its starts: changes are lost.
    # uacme calls it as: METHOD TYPE NAME TOKEN KEY-AUTHORIZATION
    set -u
    [ "$2" = http-01 ] || exit 1
    # A token is base64url (RFC 8555 section 8.3); anything else must not become a path.
    case "$4" in '' | *[!A-Za-z0-9_-]*) exit 1 ;; esac
    # Without a webroot the servers answer every token by the account's thumbprint.
    [ -n "${PREFLIGHT_WEBROOT:-}" ] || exit 0
    directory="$PREFLIGHT_WEBROOT/.well-known/acme-challenge"
    case "$1" in
    begin)
      umask 022
      [ -z "${PREFLIGHT_TOKENS:-}" ] || printf '%s\\n' "$4" >> "$PREFLIGHT_TOKENS"
      mkdir -p "$directory" || exit 1
      # Renamed into place, so that no server reads half of it and no link is followed.
      new=$(mktemp "$directory/.preflight.XXXXXXXX") || exit 1
      printf '%s' "$5" > "$new" && chmod 0644 "$new" && mv -f "$new" "$directory/$4" && exit 0
      rm -f "$new"
      exit 1
      ;;
    done | failed) rm -f "$directory/$4" ;;
    *) exit 1 ;;
    esac

    """
}
