/** The profiles of providers that come along, each a file of `profiles/`. */
import dusNet from './profiles/dus-net.json' with { type: 'json' };
import huaweiMeeting from './profiles/huawei-meeting.json' with { type: 'json' };
import livekit from './profiles/livekit.json' with { type: 'json' };
import mNet from './profiles/m-net.json' with { type: 'json' };
import telnyx from './profiles/telnyx.json' with { type: 'json' };
import twilio from './profiles/twilio.json' with { type: 'json' };

/** As the file of a profile is read: its name without `.json`, and its text. */
export interface ProfileFile {
  readonly name: string;
  readonly text: string;
}

export const builtInProfiles: readonly ProfileFile[] = Object.entries({
  'dus-net': dusNet,
  'huawei-meeting': huaweiMeeting,
  livekit,
  'm-net': mNet,
  telnyx,
  twilio,
}).map(([name, fields]) => ({ name, text: JSON.stringify(fields) }));
