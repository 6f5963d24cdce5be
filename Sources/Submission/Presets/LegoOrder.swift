/// The program that runs lego for one order. `lego run` orders whatever it has already, and `lego renew` does not look at
/// the names, so the certificate that is there is looked at first.
enum LegoOrder {
  static let currentText = "preflight: the certificate is good for longer"

  static let text = """
    #!/bin/sh
    # Written by preflight, and again at each of its starts: changes are lost.
    # Called as: CERTIFICATE SECONDS NAME... -- LEGO-COMMAND...
    set -u
    certificate=$1 seconds=$2
    shift 2
    wanted=
    while [ "$1" != -- ]; do
      wanted="$wanted$1
    "
      shift
    done
    shift
    if [ -s "$certificate" ]; then
      held=$(openssl x509 -in "$certificate" -noout -ext subjectAltName 2> /dev/null |
        tr ',' '\\n' | sed -n 's/^ *DNS://p' | sort -u)
      if [ -n "$held" ] && [ "$held" = "$(printf %s "$wanted" | sort -u)" ] &&
        openssl x509 -in "$certificate" -noout -checkend "$seconds" > /dev/null 2>&1; then
        echo "\(currentText): $certificate"
        exit 0
      fi
    fi
    exec "$@"

    """
}
