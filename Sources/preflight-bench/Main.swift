import Bench

@main
enum Main {
  static func main() async {
    await BenchProgram.main()
  }
}
