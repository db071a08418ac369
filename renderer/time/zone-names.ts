/**
 * Zones that browsers still list by a name the time zone database has replaced (its file `backward`), with the name
 * people look for. Either is understood everywhere.
 */
const currentNames: Readonly<Record<string, string>> = {
  "Africa/Asmera": "Africa/Asmara",
  "America/Buenos_Aires": "America/Argentina/Buenos_Aires",
  "America/Catamarca": "America/Argentina/Catamarca",
  "America/Coral_Harbour": "America/Atikokan",
  "America/Cordoba": "America/Argentina/Cordoba",
  "America/Godthab": "America/Nuuk",
  "America/Indianapolis": "America/Indiana/Indianapolis",
  "America/Jujuy": "America/Argentina/Jujuy",
  "America/Louisville": "America/Kentucky/Louisville",
  "America/Mendoza": "America/Argentina/Mendoza",
  "Asia/Calcutta": "Asia/Kolkata",
  "Asia/Katmandu": "Asia/Kathmandu",
  "Asia/Rangoon": "Asia/Yangon",
  "Asia/Saigon": "Asia/Ho_Chi_Minh",
  "Atlantic/Faeroe": "Atlantic/Faroe",
  "Europe/Kiev": "Europe/Kyiv",
  "Pacific/Enderbury": "Pacific/Kanton",
  "Pacific/Ponape": "Pacific/Pohnpei",
  "Pacific/Truk": "Pacific/Chuuk",
};

const formerNames = new Map(Object.entries(currentNames).map(([former, current]) => [current, former]));

/** The name a zone goes by today. */
export function currentZoneName(zone: string): string {
  return currentNames[zone] ?? zone;
}

function plain(text: string): string {
  return text.toLowerCase().replaceAll(/[_/-]/g, " ");
}

/** Whether every word of the text occurs in a zone's name, past or present: `new york`, `kiev`, `buenos arg`. */
export function zoneMatches(zone: string, text: string): boolean {
  const names = plain(`${zone} ${formerNames.get(zone) ?? ""}`);
  return plain(text)
    .split(/\s+/)
    .every((word) => names.includes(word));
}
