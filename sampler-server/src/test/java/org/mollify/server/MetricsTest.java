package org.mollify.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.mollify.runtime.testing.TestBundles;

class MetricsTest {
  @RegisterExtension
  static final RunningServer server = RunningServer.of("wine", TestBundles::affine);

  private final Client client = server.client();
  private final Meters meters = new Meters(client);

  @Test
  void meters_have_the_documented_names() throws Exception {
    client.get("/sample?n=3&seed=1");
    client.post("/loglik", "{\"rows\": [[1, 2, 3]]}");
    Set<String> names =
        meters
            .text()
            .lines()
            .filter(line -> line.startsWith("# TYPE mollify_"))
            .map(line -> line.split(" ")[2])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(names)
        .containsExactly(
            "mollify_anomaly_percentile",
            "mollify_anomaly_percentile_max",
            "mollify_batch_limit",
            "mollify_batch_requests",
            "mollify_batch_requests_max",
            "mollify_batch_rows",
            "mollify_batch_rows_max",
            "mollify_build_info",
            "mollify_engine_run_seconds",
            "mollify_engine_run_seconds_max",
            "mollify_http_active",
            "mollify_http_requests_seconds",
            "mollify_http_requests_seconds_max",
            "mollify_model_info",
            "mollify_model_loads_total",
            "mollify_queue_requests",
            "mollify_queue_rows",
            "mollify_rows_total",
            "mollify_scores_not_finite_total",
            "mollify_unanswered_requests",
            "mollify_unanswered_rows");
    assertThat(client.get("/metrics").headers().firstValue("Content-Type").orElse(""))
        .startsWith("text/plain");
  }

  @Test
  void requests_are_timed_by_the_pattern_of_their_path_and_their_model() throws Exception {
    client.get("/models/wine/sample?n=1");
    assertThat(
            meters.value(
                "mollify_http_requests_seconds_count{method=\"GET\",model=\"wine\","
                    + "route=\"/models/{name}/sample\",status=\"200\"}"))
        .isPositive();
    assertThat(meters.text())
        .contains("mollify_http_requests_seconds_bucket{method=\"GET\",model=\"wine\",");
  }

  @Test
  void paths_and_models_that_do_not_exist_make_no_series_of_their_own() throws Exception {
    client.get("/models/nothing/sample");
    int before = series();
    for (int i = 0; i < 20; i++) {
      client.get("/models/model" + i + "/sample");
      client.get("/path" + i);
    }
    assertThat(series() - before).as("one for each of both kinds").isLessThanOrEqualTo(20);
    assertThat(meters.text()).doesNotContain("model7").doesNotContain("path7");
    assertThat(meters.value("mollify_http_active")).as("this request alone").isEqualTo(1);
    assertThat(meters.value("mollify_model_loads_total{model=\"wine\",result=\"success\"}"))
        .isEqualTo(1);
  }

  @Test
  void percentiles_show_whether_rows_are_like_the_held_out_ones() throws Exception {
    double before = percentile("+Inf");
    double high = percentile("95.0");
    client.post("/loglik", "{\"rows\": [[1e6, 1e6, 1e6], [1e7, 1e6, 1e6], [1e7, 1e6, 2e6]]}");
    assertThat(percentile("+Inf") - before).isEqualTo(3);
    assertThat(percentile("95.0") - high).as("rows unlike any held-out one").isZero();
  }

  @Test
  void build_and_model_say_what_they_are() throws Exception {
    Matcher build =
        Pattern.compile("mollify_build_info\\{java=\"[^\"]+\",version=\"[^\"]+\"\\} 1")
            .matcher(meters.text());
    assertThat(build.find()).isTrue();
    assertThat(meters.text())
        .containsPattern(
            "mollify_model_info\\{bundle=\"[0-9a-f]{12}\",kind=\"exact\",model=\"wine\","
                + "version=\"1\"\\} 1");
  }

  private int series() throws Exception {
    return (int)
        meters.text().lines().filter(line -> line.startsWith("mollify_http_requests")).count();
  }

  private double percentile(String bucket) throws Exception {
    return meters.value("mollify_anomaly_percentile_bucket{model=\"wine\",le=\"" + bucket + "\"}");
  }
}
