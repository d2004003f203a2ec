// Reads a feed from standard input with the reader named, and prints what the reader makes of it as JSON.
import { readFileSync } from "node:fs";

const readers = {
  async "rss-parser"(text) {
    const { default: Parser } = await import("rss-parser");
    const feed = await new Parser().parseString(text);
    const entries = feed.items.map((item) => ({
      id: item.guid ?? item.id,
      link: item.link,
      title: item.title,
      authors: [item.creator ?? item.author].filter(Boolean),
      content: item["content:encoded"] ?? item.content,
      date: item.isoDate,
      tags: item.categories?.map((tag) => tag._ ?? tag.$?.term ?? tag) ?? [],
    }));
    return { title: feed.title, link: feed.link, entries };
  },
  async feedsmith(text) {
    const { parseFeed } = await import("feedsmith");
    const { format, feed } = parseFeed(text);
    return { format, ...shapes[format](feed) };
  },
};

const href = (links, rel) => links?.find((link) => (link.rel ?? "alternate") === rel)?.href;
const shapes = {
  rss: (feed) => ({
    title: feed.title,
    link: feed.link,
    entries: (feed.items ?? []).map((item) => ({
      id: item.guid?.value,
      link: item.link,
      title: item.title,
      authors: item.dc?.creators ?? [],
      content: item.content?.encoded,
      date: item.pubDate,
      tags: (item.categories ?? []).map((tag) => tag.name),
    })),
  }),
  atom: (feed) => ({
    title: feed.title?.value ?? feed.title,
    link: href(feed.links, "alternate"),
    entries: (feed.entries ?? []).map((entry) => ({
      id: entry.id,
      link: href(entry.links, "alternate"),
      title: entry.title?.value ?? entry.title,
      authors: (entry.authors ?? []).map((author) => author.name),
      content: entry.content?.value ?? entry.content,
      date: entry.published,
      tags: (entry.categories ?? []).map((tag) => tag.term),
    })),
  }),
  json: (feed) => ({
    title: feed.title,
    link: feed.home_page_url,
    entries: (feed.items ?? []).map((item) => ({
      id: item.id,
      link: item.url,
      title: item.title,
      authors: (item.authors ?? []).map((author) => author.name),
      content: item.content_html,
      date: item.date_published,
      tags: item.tags ?? [],
    })),
  }),
};

const text = readFileSync(0, "utf-8");
process.stdout.write(JSON.stringify(await readers[process.argv[2]](text)));
