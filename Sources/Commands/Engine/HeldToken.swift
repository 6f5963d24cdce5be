import Checking
import Webroot

/// The token file of this process in the web root, remembered until it is removed.
struct HeldToken: Sendable {
  private let token: WebrootToken
  private let sweep: TokenSweep?
  private let entry: Int32

  /// The way of proof that the options say. For a web root the file is put there, after those of dead processes are gone.
  static func probe(_ probe: CheckOptions.Probe, state: String?) throws(CommandError) -> (ProbeMode, HeldToken?) {
    switch probe {
    case .nothing: return (.nothing, nil)
    case .thumbprint(let thumbprint): return (.thumbprint(thumbprint), nil)
    case .file(let path, let body): return (.file(path: path, body: body), nil)
    case .webroot(let directory):
      let sweep = state.map { TokenSweep(state: $0) }
      sweep?.sweep()
      do throws(WebrootError) {
        let token = try WebrootToken(webroot: directory, randomness: SystemRandomness())
        let held = HeldToken(token: token, sweep: sweep, entry: sweep?.remember(token) ?? -1)
        return (.file(path: token.path, body: token.body), held)
      } catch {
        throw .input("\(error)")
      }
    }
  }

  func remove() {
    token.remove()
    sweep?.forget(token, entry)
  }
}
