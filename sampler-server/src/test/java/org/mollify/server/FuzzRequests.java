package org.mollify.server;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.mollify.server.route.Route;

/** Routes, queries and headers, right and wrong, to be combined into requests. */
final class FuzzRequests {
  static final String ARROW = "application/vnd.apache.arrow.stream";

  private FuzzRequests() {}

  /** Routes with a body more often than others; nothing that stops a model. */
  static Arbitrary<Route> routes(Collection<Route> all) {
    List<Route> routes = new ArrayList<>();
    for (Route route : all) {
      if (!route.path().startsWith("/admin")) {
        int weight = route.method().name().equals("POST") ? 6 : 1;
        routes.addAll(Collections.nCopies(weight, route));
      }
    }
    return Arbitraries.of(routes);
  }

  static Arbitrary<String> queries() {
    Arbitrary<String> name =
        Arbitraries.of(
            "n",
            "seed",
            "temperature",
            "samples",
            "falseAlarmRate",
            "attribution",
            "timeout_ms",
            "from",
            "to",
            "steps",
            "bins",
            "score",
            "N",
            "",
            "%ff",
            "a%00");
    Arbitrary<String> value =
        Arbitraries.of(
            "1",
            "2",
            "0",
            "-1",
            "1.5",
            "0.5",
            "true",
            "false",
            "NaN",
            "Infinity",
            "1e999",
            "30000",
            "9223372036854775807",
            "9223372036854775808",
            "-9223372036854775808",
            "",
            "%ff",
            "%00",
            "%E2%88%9E",
            "0x1p3",
            "1e-400",
            "+1",
            "1d");
    Arbitrary<String> pair = Combinators.combine(name, value).as((n, v) -> n + "=" + v);
    return pair.list()
        .ofMaxSize(3)
        .map(pairs -> pairs.isEmpty() ? "" : "?" + String.join("&", pairs));
  }

  static Arbitrary<String> accepts() {
    return Arbitraries.of(
        "",
        "*/*",
        "application/json",
        "text/csv",
        "application/x-npy",
        ARROW,
        "image/png",
        "image/*;q=0.5, text/csv;q=0.4",
        "text/csv;q=NaN",
        "text/csv;q=2",
        ";",
        ",",
        "a/b",
        "*/*;q=0",
        "text/html",
        "application/json;q=0.0000001",
        "text/*;q=",
        "/",
        "*");
  }

  static Arbitrary<String> contentTypes() {
    return Arbitraries.of(
        "",
        "application/json",
        "application/json",
        "text/csv",
        "application/x-npy",
        ARROW,
        "image/png",
        "image/jpeg",
        "multipart/form-data; boundary=b",
        "multipart/form-data",
        "multipart/form-data; boundary=\"",
        "application/octet-stream",
        "text/csv; charset=utf-16",
        "text/csv; charset=\"utf-8\"",
        "application/x-www-form-urlencoded",
        ";",
        "json",
        "*/*");
  }
}
