import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.MongoVersion;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.util.List;

/** Speaks MongoDB's protocol on one loopback port, with nothing on disk. */
public class MongoStandIn {
  /** Today's Python driver refuses servers below wire version 9, and the library claims 8. */
  private static class Version5 implements MongoVersion {
    @Override
    public List<Integer> getVersionArray() {
      return List.of(5, 0, 0, 0);
    }

    @Override
    public int getWireVersion() {
      return 9;
    }

    @Override
    public String toVersionString() {
      return "5.0.0";
    }
  }

  public static void main(String[] args) throws InterruptedException {
    MemoryBackend backend = new MemoryBackend();
    backend.version(new Version5());
    MongoServer server = new MongoServer(backend);
    Runtime.getRuntime().addShutdownHook(new Thread(server::shutdownNow));
    server.bind("127.0.0.1", Integer.parseInt(args[0]));
    Thread.currentThread().join();
  }
}
