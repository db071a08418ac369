import { useQuery } from "@tanstack/react-query";
import { useApi } from "../../bridge/api.tsx";
import { paths } from "../../navigation/paths.ts";
import { serverLooks } from "../../ui/status-looks.ts";
import { classes, toneClass } from "../../ui/tone-class.ts";
import styles from "./servers.module.css";

/** The servers in use beside the open one, each with its state. */
export function ServerRail({ current }: { readonly current: number }) {
  const api = useApi();
  const { data = [] } = useQuery(api.servers.list.queryOptions());
  return (
    <div className={styles.rail}>
      <p className={styles.railTitle}>Servers in use</p>
      <ul>
        {data.map((server) => {
          const look = serverLooks[server.status];
          return (
            <li key={server.id}>
              <a
                className={classes(styles.railEntry, toneClass(look.tone))}
                href={paths.server(server.id)}
                {...(server.id === current ? { "aria-current": "page" as const } : {})}
              >
                <look.icon size={16} role="img" aria-label={look.word} />
                <span>{server.name}</span>
              </a>
            </li>
          );
        })}
      </ul>
    </div>
  );
}
