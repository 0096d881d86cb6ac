package io.github.ple4j.serve.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.ple4j.serve.TestModels;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class StatusPageBrowserTest {
  private static final String LOADED = "document.querySelector('#models table') !== null";
  private static final String ANSWERED =
      "/^\\d/.test(document.getElementById('outcome').textContent)";

  @TempDir Path directory;

  private Path models(String name) {
    Path base = directory.resolve(name);
    TestModels.ranking(base.resolve("1"));
    return base;
  }

  private Browser open(StartedServer server, String... options) throws Exception {
    return Browser.open(server.url() + "/", directory.resolve("profile"), options);
  }

  @Test
  void modelsVersionsAndSignaturesAreShown() throws Exception {
    try (StartedServer server =
            StartedServer.with("--model_name=people", "--model_base_path=" + models("people"));
        Browser browser = open(server)) {
      browser.await(LOADED);

      assertThat(browser.ask("document.getElementById('models').innerText"))
          .contains("people", "AVAILABLE", "serving_default of version 1: 5 in, 1 out");
      browser.ask("document.querySelectorAll('details')[1].open = true");
      assertThat(browser.ask("document.getElementById('models').innerText"))
          .contains("education", "string", "[?, 2]");
      assertThat(browser.ask("document.getElementById('ready').textContent")).isEqualTo("ready");
    }
  }

  @Test
  void theExampleOfTheFormIsAnswered() throws Exception {
    try (StartedServer server = StartedServer.with("--model_base_path=" + models("people"));
        Browser browser = open(server)) {
      browser.await(LOADED);
      assertThat(browser.ask("document.getElementById('request').value"))
          .contains("\"signature_name\": \"serving_default\"", "\"education\": \"\"", "[0, 0]");

      browser.ask("document.getElementById('send').click()");
      browser.await(ANSWERED);

      assertThat(browser.ask("document.getElementById('outcome').textContent"))
          .startsWith("200 in ")
          .endsWith(" ms");
      assertThat(browser.ask("document.getElementById('answer').textContent"))
          .contains("\"predictions\"");
      browser.await("document.querySelector('#models tbody tr').innerText.includes('\\t1\\t0')");
    }
  }

  @Test
  void whatTheServerRefusesIsShown() throws Exception {
    try (StartedServer server = StartedServer.with("--model_base_path=" + models("people"));
        Browser browser = open(server)) {
      browser.await(LOADED);
      browser.ask("document.getElementById('request').value = '{}'");
      browser.ask("document.getElementById('prediction').requestSubmit()");
      browser.await(ANSWERED);

      assertThat(browser.ask("document.getElementById('outcome').textContent"))
          .startsWith("400 in ");
      assertThat(browser.ask("document.getElementById('answer').textContent"))
          .contains("Missing 'inputs' or 'instances' key");
    }
  }

  @Test
  void aTokenIsAskedForAndUsed() throws Exception {
    Path token = Files.writeString(directory.resolve("token"), "secret");
    try (StartedServer server =
            StartedServer.with(
                "--model_base_path=" + models("people"), "--bearer_token_file=" + token);
        Browser browser = open(server)) {
      browser.await("!document.getElementById('access').hidden");
      assertThat(browser.ask("document.getElementById('problem').textContent"))
          .isEqualTo("The server asks for a token.");

      browser.ask("document.getElementById('token').value = 'secret'");
      browser.ask("document.getElementById('access').requestSubmit()");
      browser.await(LOADED);
      browser.ask("document.getElementById('send').click()");
      browser.await(ANSWERED);

      assertThat(browser.ask("document.getElementById('outcome').textContent")).startsWith("200 ");
    }
  }

  @Test
  void namesAndErrorsAreTextNotMarkup() throws Exception {
    Path base = directory.resolve("<img src=x onerror=document.title='caught'>");
    Files.createDirectories(base.resolve("1"));
    Files.writeString(base.resolve("1/saved_model.pb"), "no model");
    try (StartedServer server =
            StartedServer.with("--model_base_path=" + base, "--max_num_load_retries=0");
        Browser browser = open(server)) {
      browser.await(LOADED);

      assertThat(browser.ask("document.getElementById('models').innerText"))
          .contains("<img src=x onerror=");
      assertThat(browser.ask("document.images.length")).isEqualTo("0");
      assertThat(browser.ask("document.title")).isEqualTo("ple-serve");
    }
  }

  @Test
  void thePageAsksNoOtherServer() throws Exception {
    try (StartedServer server = StartedServer.with("--model_base_path=" + models("people"));
        Browser browser = open(server)) {
      browser.await(LOADED);

      assertThat(
              browser.ask(
                  "performance.getEntriesByType('resource').map(e => e.name)"
                      + ".filter(name => !name.startsWith(location.origin + '/')"
                      + " && !name.startsWith('data:')).join()"))
          .isEmpty();
      assertThat(server.get("/").headers().firstValue("Content-Security-Policy").orElse(""))
          .startsWith("default-src 'none'; script-src 'sha256-")
          .doesNotContain("unsafe");
    }
  }

  @Test
  void everyFieldHasALabelAndThePageFitsATelephoneInTheDark() throws Exception {
    try (StartedServer server = StartedServer.with("--model_base_path=" + models("people"));
        Browser browser =
            open(server, "--window-size=500,900", "--blink-settings=preferredColorScheme=0")) {
      browser.await(LOADED);

      assertThat(
              browser.ask(
                  "[...document.querySelectorAll('input, select, textarea')]"
                      + ".filter(field => field.labels.length === 0).map(field => field.id).join()"))
          .isEmpty();
      assertThat(browser.ask("document.documentElement.scrollWidth <= window.innerWidth"))
          .isEqualTo("true");
      assertThat(browser.ask("getComputedStyle(document.body).backgroundColor"))
          .isEqualTo("rgb(20, 23, 27)");
    }
  }
}
