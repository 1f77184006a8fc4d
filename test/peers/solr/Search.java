import java.util.Properties;
import org.apache.solr.embedded.JettyConfig;
import org.apache.solr.embedded.JettySolrRunner;

/** Solr with its HTTP face on a loopback port: the server of its own test library, with everything that CKAN asks for. */
public class Search {
  public static void main(String[] args) throws Exception {
    JettyConfig config =
        new JettyConfig.Builder()
            .setContext("/solr")
            .setPort(Integer.parseInt(args[1]))
            .useOnlyHttp1(true)
            .stopAtShutdown(true)
            .build();
    new JettySolrRunner(args[0], new Properties(), config).start();
    Thread.currentThread().join();
  }
}
